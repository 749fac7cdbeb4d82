import { allProjections } from '@jianwei/projections/all-projections.ts'
import type { NewestEvents } from '@jianwei/projections/ports/newest-events.ts'
import type { ProjectedPositionSource } from '@jianwei/projections/ports/projected-position.ts'
import type { WhileActive } from '#/lifecycle/lease.ts'
import type { Loops } from '#/lifecycle/loops.ts'
import { startRunning, type Running } from '#/lifecycle/running.ts'
import { PROJECTOR_BATCH_EVENTS_MAX, PROJECTOR_INSERT_INTERVAL_MS } from '#/projector/batching.ts'
import { ProjectedPositionBoard } from '#/projector/progress.ts'
import type { ProjectorOptions } from '#/projector/projector.ts'
import { keepProjected, refill, type RebuildOptions } from '#/projector/rebuild.ts'
import { NewestWritten } from '#/projector/written-events.ts'

export interface ProjectorParts extends Pick<
  ProjectorOptions,
  'log' | 'warehouse' | 'checkpoints' | 'signal' | 'tracing'
> {
  readonly loops: Loops
  readonly whileActive: WhileActive
  /** Drops every table of the warehouse and makes them anew, empty. */
  readonly recreateWarehouse: () => Promise<void>
  /** Puts the warehouse in order each time that it begins; may have it filled again. */
  readonly putInOrder: (refillFromLog: () => Promise<void>) => Promise<void>
  /** Told when the warehouse is filled again. */
  readonly onRefill: () => void
}

export interface RunningProjector extends Running {
  /** How far it has come, for who waits for it in the same process. */
  readonly projected: ProjectedPositionSource
  /** What it wrote last, for who would read the same from the log. */
  readonly newest: NewestEvents
}

/** Brings the warehouse to the end of the log and keeps it there. */
export function startProjector(parts: ProjectorParts): RunningProjector {
  const board = new ProjectedPositionBoard()
  const newest = new NewestWritten()
  const project = async (signal: AbortSignal): Promise<void> => {
    const options: RebuildOptions = {
      log: parts.log,
      warehouse: parts.warehouse,
      checkpoints: parts.checkpoints,
      projections: allProjections,
      batch_events_max: PROJECTOR_BATCH_EVENTS_MAX,
      insert_interval_ms: PROJECTOR_INSERT_INTERVAL_MS,
      announce: (projected) => board.announce(projected),
      onWritten: (written) => newest.add(written),
      signal,
      recreate: parts.recreateWarehouse,
      onRefill: parts.onRefill,
      ...(parts.tracing === undefined ? {} : { tracing: parts.tracing }),
    }
    // Another process may have projected since.
    newest.forget()
    await parts.putInOrder(() => refill(options))
    await keepProjected(options)
  }
  const running = startRunning(parts.signal, (signal) =>
    parts.whileActive(signal, (tenure) =>
      parts.loops.run('projector', () => project(tenure.signal), tenure.signal),
    ),
  )
  return { ...running, projected: board, newest }
}
