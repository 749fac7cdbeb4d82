import type { Instant } from '@jianwei/events/instant.ts'
import { LogLossAccepted } from '@jianwei/events/log/events.ts'
import { countOf, instantOf } from '#/engine-values.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { sql } from '#/sql.ts'

/** A loss in the log that somebody accepted, and where and when that was recorded. */
export interface AcceptedLoss extends LogLossAccepted {
  readonly accepted_position: number
  readonly accepted_at: Instant
}

/** All of them, oldest first. They are few. */
export async function acceptedLosses(warehouse: Warehouse): Promise<readonly AcceptedLoss[]> {
  const rows = await warehouse.query<{ position: string; recorded_at: string; payload: string }>(
    sql`
SELECT position, recorded_at, payload FROM events_v2 WHERE event_type = ${LogLossAccepted.type}
ORDER BY position`,
    { purpose: 'accepted-losses' },
  )
  return rows.map(({ position, recorded_at, payload }) => ({
    // The projector wrote the data that the catalogue had parsed.
    ...(JSON.parse(payload) as LogLossAccepted),
    accepted_position: countOf(position),
    accepted_at: instantOf(recorded_at),
  }))
}

/**
 * Whether a period of recording may lack something for it: from the first lost event up to when it
 * was accepted.
 */
export function concerns(
  loss: AcceptedLoss,
  { from, to }: { readonly from: Instant | undefined; readonly to: Instant | undefined },
): boolean {
  const began = loss.recorded_from
  return (
    (from === undefined || loss.accepted_at >= from) &&
    (to === undefined || began === undefined || began < to)
  )
}
