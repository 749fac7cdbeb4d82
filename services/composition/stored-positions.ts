import type { Position } from '@jianwei/events/envelope.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import type { ConsumerPosition } from '#/composition/consumer-progress.ts'
import { leaseOf } from '#/lifecycle/lease.ts'
import { loadProjectorRecord } from '#/projector/progress.ts'
import { loadSentinelRecord } from '#/sentinel/sentinel-record.ts'
import type { LoopState } from '#/lifecycle/supervise.ts'

/** A lease that was not renewed for so long has no holder that lives. */
const SILENT_MS = 8_000

export interface StoredPositionsParts {
  readonly checkpoints: CheckpointStore
  readonly log: Pick<EventLog, 'placesAt'>
}

/**
 * Where the consumers are, read from their records by a process that runs none of them. One is
 * running while its lease moves, as seen from here.
 */
export function storedPositions({
  checkpoints,
  log,
}: StoredPositionsParts): () => Promise<readonly ConsumerPosition[]> {
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
  /** What the log does not hold was not evaluated. */
  const ordinalAt = async (position: Position): Promise<number> =>
    (await log.placesAt([position])).get(position)?.ordinal ?? 0
  return async () => {
    const [projector, sentinel] = await Promise.all([
      loadProjectorRecord(checkpoints),
      loadSentinelRecord(checkpoints),
    ])
    const { evaluated, evaluated_ordinal } = sentinel.record
    return [
      {
        name: 'projector',
        position: projector.record.committed_position,
        ordinal: projector.record.committed_ordinal,
        state: await stateOf('projector'),
      },
      {
        name: 'sentinel',
        position: evaluated,
        ordinal: evaluated_ordinal ?? (await ordinalAt(evaluated)),
        state: await stateOf('sentinel'),
      },
    ]
  }
}
