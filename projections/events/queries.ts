import type { Instant } from '@jianwei/events/instant.ts'
import { z } from 'zod'
import { keyOfCursor, pageOf, type Page } from '#/cursor.ts'
import { countOf } from '#/engine-values.ts'
import { EVENT_COLUMNS, eventRow, type EngineEventRow, type EventRow } from '#/events/event-row.ts'
import { rowsInForceSql } from '#/fact-ends/versions-in-force-sql.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { withinRegionSql } from '#/region-sql.ts'
import { and, instant, joined, list, sql, uuid } from '#/sql.ts'

export interface LatestEventsFilter {
  readonly limit: number
  readonly cursor?: string
}

/** All events, newest first. */
export async function latestEvents(
  warehouse: Warehouse,
  filter: LatestEventsFilter,
): Promise<Page<EventRow>> {
  const before =
    filter.cursor === undefined
      ? undefined
      : keyOfCursor(filter.cursor, z.tuple([z.int().min(1)]))[0]
  // Positions have no gaps, so the page lies just below its upper end and the rest of the table is
  // not read.
  const end = before === undefined ? await endOfLog(warehouse) : before
  const rows = await warehouse.query<EngineEventRow>(
    sql`
SELECT ${EVENT_COLUMNS} FROM events_v2
WHERE position < ${end} AND position >= ${Math.max(0, end - filter.limit - 1)}
ORDER BY position DESC`,
    { purpose: 'events:latest' },
  )
  return pageOf(rows.map(eventRow), filter.limit, (event) => [event.position])
}

/** Those of the events that are there, in log order. At most 1,000 ids a call. */
export async function eventsById(
  warehouse: Warehouse,
  eventIds: readonly string[],
): Promise<readonly EventRow[]> {
  if (eventIds.length === 0) return []
  if (eventIds.length > 1_000) throw new RangeError('at most 1,000 events a call')
  const rows = await warehouse.query<EngineEventRow>(
    sql`
SELECT ${EVENT_COLUMNS}
FROM events_v2
WHERE event_id IN (${joined(eventIds.map(uuid))})
ORDER BY position`,
    { purpose: 'events:by-id' },
  )
  return rows.map(eventRow)
}

export interface FactsBehindCountFilter {
  readonly event_type: string
  /** A region and all within it: codes are compared by prefix. */
  readonly region?: string
  /** Inclusive. */
  readonly from: Instant
  /** Exclusive. */
  readonly to: Instant
  readonly limit: number
  readonly cursor?: string
}

/**
 * The facts behind a count: of a type, in a region and time, as they are known now; oldest first.
 */
export async function factsBehindCount(
  warehouse: Warehouse,
  filter: FactsBehindCountFilter,
): Promise<Page<EventRow>> {
  const key =
    filter.cursor === undefined
      ? undefined
      : keyOfCursor(filter.cursor, z.tuple([z.string(), z.int()]))
  const conditions = [
    sql`event_type = ${filter.event_type}`,
    sql`occurred_at >= ${instant(filter.from)} AND occurred_at < ${instant(filter.to)}`,
    ...(filter.region === undefined ? [] : [sql`${withinRegionSql(sql`region`, filter.region)}`]),
    ...(key === undefined ? [] : [sql`(occurred_at, position) > (${instant(key[0])}, ${key[1]})`]),
  ]
  const versions = rowsInForceSql(sql`SELECT * FROM events_by_type_v3 WHERE ${and(conditions)}`, {
    by: 'platform',
  })
  const found = await warehouse.query<{ event_id: string; subject_key: string }>(
    sql`
SELECT event_id, subject_key
FROM (${versions})
ORDER BY occurred_at, position
LIMIT ${filter.limit + 1}`,
    { purpose: 'events:counted' },
  )
  if (found.length === 0) return { items: [], next: null }
  const rows = await warehouse.query<EngineEventRow>(
    sql`
SELECT ${EVENT_COLUMNS} FROM events_v2
WHERE subject_key IN (${list(found.map((row) => BigInt(row.subject_key)))})
  AND event_id IN (${joined(found.map((row) => uuid(row.event_id)))})
ORDER BY occurred_at, position`,
    { purpose: 'events:counted' },
  )
  return pageOf(rows.map(eventRow), filter.limit, (event) => [event.occurred_at, event.position])
}

/** One past the last position. */
async function endOfLog(warehouse: Warehouse): Promise<number> {
  const [row] = await warehouse.query<{ last_position: string }>(
    sql`
SELECT max(position) AS last_position
FROM events_v2
WHERE position >= (SELECT max(first_position) FROM clock_v2)`,
    { purpose: 'events:end' },
  )
  return row === undefined ? 0 : countOf(row.last_position) + 1
}
