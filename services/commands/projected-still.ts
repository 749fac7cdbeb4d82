import { DomainError } from '@jianwei/events/errors.ts'
import type { Position } from '@jianwei/events/envelope.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type {
  ProjectedPosition,
  ProjectedPositionSource,
} from '@jianwei/projections/ports/projected-position.ts'

/**
 * The warehouse was emptied and filled again while rules were evaluated: what was found may come
 * from half of it.
 */
export class WarehouseMadeAnew extends DomainError {
  override readonly name = 'WarehouseMadeAnew'
  readonly code = 'WAREHOUSE_MADE_ANEW'
  override readonly retryable = true

  constructor() {
    super('the warehouse was filled again meanwhile')
  }
}

/**
 * Resolves when the warehouse is the one that `seen` was; waits while it is being filled. Throws
 * WarehouseMadeAnew.
 */
export async function assertSameWarehouse(
  source: ProjectedPositionSource,
  seen: ProjectedPosition,
  signal: AbortSignal,
): Promise<void> {
  const now = await source.beyond((seen.position - 1) as Position, signal)
  if (now.filling !== seen.filling) throw new WarehouseMadeAnew()
}

/** A log to which nothing is appended that was not found in a whole warehouse. */
export function logOfSameWarehouse(log: EventLog, assertSame: () => Promise<void>): EventLog {
  return {
    async append(appends) {
      await assertSame()
      return log.append(appends)
    },
    read: (stream) => log.read(stream),
    find: (eventIds) => log.find(eventIds),
    amendmentsOf: (factIds) => log.amendmentsOf(factIds),
    follow: (after, options) => log.follow(after, options),
    head: () => log.head(),
    placesAt: (positions) => log.placesAt(positions),
    checkpointAt: (position) => log.checkpointAt(position),
    newest: () => log.newest(),
    async [Symbol.asyncDispose]() {},
  }
}
