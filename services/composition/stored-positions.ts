import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import type { ConsumerPosition } from '#/composition/consumer-progress.ts'
import { leaseOf } from '#/lifecycle/lease.ts'
import { loadProjectorRecord } from '#/projector/progress.ts'
import { loadSentinelRecord } from '#/sentinel/sentinel-record.ts'
import type { LoopState } from '#/lifecycle/supervise.ts'

/** A lease that was not renewed for so long has no holder that lives. */
const SILENT_MS = 8_000

/**
 * Where the consumers are, read from their records by a process that runs none of them. One is
 * running while its lease moves, as seen from here.
 */
export function storedPositions(
  checkpoints: CheckpointStore,
): () => Promise<readonly ConsumerPosition[]> {
  const seen = new Map<
    ConsumerPosition['name'],
    { readonly version: number | undefined; readonly at: number }
  >()
  const stateOf = async (name: ConsumerPosition['name']): Promise<LoopState> => {
    const version = (await checkpoints.load(leaseOf(name)))?.version
    const last = seen.get(name)
    if (last === undefined || last.version !== version)
      seen.set(name, { version, at: performance.now() })
    if (version === undefined) return 'starting'
    return last !== undefined && performance.now() - last.at > SILENT_MS && last.version === version
      ? 'stopped'
      : 'running'
  }
  return async () => {
    const [projector, sentinel] = await Promise.all([
      loadProjectorRecord(checkpoints),
      loadSentinelRecord(checkpoints),
    ])
    return [
      {
        name: 'projector',
        position: projector.record.committed_position,
        state: await stateOf('projector'),
      },
      { name: 'sentinel', position: sentinel.record.evaluated, state: await stateOf('sentinel') },
    ]
  }
}
