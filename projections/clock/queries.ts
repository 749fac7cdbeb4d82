import type { Instant } from '@jianwei/events/instant.ts'
import { countOf, instantOf } from '#/engine-values.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import type { Known, OrderOfKnowing } from '#/rules/facts/knowledge-points.ts'
import { instant, sql, timeTextSql } from '#/sql.ts'

/**
 * What was known at a time: by platform, all that the log had taken by then; by source, all that
 * had been reported by then.
 */
export async function knownAt(
  warehouse: Warehouse,
  by: OrderOfKnowing,
  at: Instant,
): Promise<Known> {
  if (by === 'source')
    return { by, until: { by, reported_at: at, position: Number.MAX_SAFE_INTEGER } }
  return { by, until: { by, position: await positionAt(warehouse, at) } }
}

/**
 * The newest minute that the log has seen, which is the clock that rules are judged by; undefined
 * for an empty log.
 */
export async function newestMinute(warehouse: Warehouse): Promise<Instant | undefined> {
  const [row] = await warehouse.query<{ minute: Instant }>(
    sql`
SELECT ${timeTextSql(sql`toDateTime64(max(minute), 3, 'UTC')`)} AS minute
FROM clock_v2 HAVING count() > 0`,
    { purpose: 'clock:newest-minute' },
  )
  return row?.minute
}

/** The clock that rules are judged by now. An empty log has none, and no facts before any time. */
export async function clockOfLog(warehouse: Warehouse): Promise<Instant> {
  return (await newestMinute(warehouse)) ?? BEFORE_ALL
}

const BEFORE_ALL = '1970-01-01T00:00:00.000Z' as Instant

/** The newest event that the warehouse holds of the log; undefined for an empty one. */
export async function newestRecorded(
  warehouse: Warehouse,
): Promise<{ readonly position: number; readonly recorded_at: Instant } | undefined> {
  const [row] = await warehouse.query<{ last_position: string; at: string }>(
    sql`
SELECT max(position) AS last_position, argMax(recorded_at, position) AS at FROM events_v2
WHERE position >= (SELECT max(first_position) FROM clock_v2) HAVING count() > 0`,
    { purpose: 'clock:newest-recorded' },
  )
  return row === undefined
    ? undefined
    : { position: countOf(row.last_position), recorded_at: instantOf(row.at) }
}

/**
 * What a time, or a position, leaves open that lies beyond the newest event; undefined where it
 * does not.
 */
export async function beyondNewest(
  warehouse: Warehouse,
  points: readonly (Instant | number | undefined)[],
): Promise<string | undefined> {
  const asked = points.filter((point) => point !== undefined)
  if (asked.length === 0) return undefined
  const newest = await newestRecorded(warehouse)
  if (newest === undefined) return 'the log holds no event yet: nothing is known'
  const { position, recorded_at } = newest
  if (
    asked.every((point) => (typeof point === 'number' ? point <= position : point <= recorded_at))
  )
    return undefined
  return (
    `the log's newest event, at position ${position}, was recorded at ${recorded_at}; ` +
    'what comes later is not known yet'
  )
}

/** The last position that was recorded at the time or before it; 0 when the log began later. */
export async function positionAt(warehouse: Warehouse, at: Instant): Promise<number> {
  const time = instant(at)
  // The clock of minutes says where to begin, so that only the last minute's granules are read.
  const [row] = await warehouse.query<{ last_position: string }>(
    sql`
SELECT max(position) AS last_position FROM events_v2
WHERE recorded_at <= ${time} AND position >= (
  SELECT max(first_position)
  FROM clock_v2
  WHERE minute <= ${time}
)`,
    { purpose: 'clock:position-at' },
  )
  return row === undefined ? 0 : countOf(row.last_position)
}
