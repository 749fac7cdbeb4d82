import type { Instant } from '@jianwei/events/instant.ts'
import { countOf } from '#/engine-values.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import type { Known, OrderOfKnowing } from '#/rules/places.ts'
import { instant } from '#/sql.ts'

/** What was known at a time: by platform, all that the log had taken by then; by source, all that had been reported by then. */
export async function knownAt(warehouse: Warehouse, by: OrderOfKnowing, at: Instant): Promise<Known> {
  if (by === 'source') return { by, until: { by, reported_at: at, position: Number.MAX_SAFE_INTEGER } }
  return { by, until: { by, position: await positionAt(warehouse, at) } }
}

/** The newest minute that the log has seen, which is the clock that rules are judged by; undefined for an empty log. */
export async function newestMinute(warehouse: Warehouse): Promise<Instant | undefined> {
  const [row] = await warehouse.query<{ minute: Instant }>(
    `SELECT formatDateTime(max(minute), '%Y-%m-%dT%H:%i:%S.000Z') AS minute FROM clock_v1 HAVING count() > 0`,
    { purpose: 'clock:newest-minute' },
  )
  return row?.minute
}

/** The last position that was recorded at the time or before it; 0 when the log began later. */
export async function positionAt(warehouse: Warehouse, at: Instant): Promise<number> {
  const time = instant(at)
  // The clock of minutes says where to begin, so that only the last minute's granules are read.
  const [row] = await warehouse.query<{ last_position: string }>(
    `SELECT max(position) AS last_position FROM events_v1
     WHERE recorded_at <= ${time} AND position >= (SELECT max(first_position) FROM clock_v1 WHERE minute <= ${time})`,
    { purpose: 'clock:position-at' },
  )
  return row === undefined ? 0 : countOf(row.last_position)
}
