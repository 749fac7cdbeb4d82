import { z } from 'zod'
import { keyOfCursor, pageOf, type Page } from '#/cursor.ts'
import { countOf } from '#/engine-values.ts'
import { rowsInForceSql } from '#/fact-ends/versions-in-force-sql.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { withinRegionSql } from '#/region-sql.ts'
import { and, sql, textList, type Sql } from '#/sql.ts'

/** How many facts of a type happened in a region on a day, as known now. */
export interface DailyCount {
  readonly event_type: string
  /** Empty where the source named none. */
  readonly region: string
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string
  readonly facts: number
}

export interface DailyCountsFilter {
  readonly event_types?: readonly string[]
  /** A region and all within it: codes are compared by prefix. */
  readonly region?: string
  /** First and last day, `YYYY-MM-DD`. */
  readonly from: string
  readonly to: string
}

/** In the order of type, region and day; days without facts have no row. */
export async function dailyCounts(
  warehouse: Warehouse,
  filter: DailyCountsFilter,
): Promise<readonly DailyCount[]> {
  const rows = await warehouse.query<Omit<DailyCount, 'facts'> & { facts: string }>(
    dailyCountsSql(filter),
    {
      purpose: 'daily-counts:list',
    },
  )
  return rows.map((row) => ({ ...row, facts: countOf(row.facts) }))
}

/** The same rows page by page. */
export async function dailyCountsPage(
  warehouse: Warehouse,
  filter: DailyCountsFilter & { readonly limit: number; readonly cursor?: string },
): Promise<Page<DailyCount>> {
  const { limit, cursor } = filter
  const key =
    cursor === undefined
      ? undefined
      : keyOfCursor(cursor, z.tuple([z.string(), z.string(), z.iso.date()]))
  const after =
    key === undefined
      ? sql`1`
      : sql`(event_type, region, day) > (${key[0]}, ${key[1]}, toDate32(${key[2]}))`
  const rows = await warehouse.query<Omit<DailyCount, 'facts'> & { facts: string }>(
    sql`
SELECT * FROM (${dailyCountsSql(filter)}) WHERE ${after}
ORDER BY event_type, region, day LIMIT ${limit + 1}`,
    { purpose: 'daily-counts:page' },
  )
  const counts = rows.map((row) => ({ ...row, facts: countOf(row.facts) }))
  return pageOf(counts, limit, (count) => [count.event_type, count.region, count.day])
}

/**
 * The view's count of versions, less the versions that an amendment superseded. Those are found
 * among the facts that have amendments at all, which are few.
 */
function dailyCountsSql({ event_types, region, from, to }: DailyCountsFilter): Sql {
  const where = (day: Sql): Sql =>
    and([
      sql`${day} >= toDate32(${from}) AND ${day} <= toDate32(${to})`,
      ...(event_types === undefined || event_types.length === 0
        ? []
        : [sql`event_type IN ${textList(event_types)}`]),
      ...(region === undefined ? [] : [sql`${withinRegionSql(sql`region`, region)}`]),
    ])
  const amended = sql`
    SELECT * FROM events_by_type_v3
    WHERE version_kind IN ('original', 'correction') AND ${where(sql`toDate32(occurred_at)`)}
      AND (subject_key, fact_id) IN (SELECT subject_key, fact_id FROM fact_ends_v2)`
  return sql`
SELECT event_type, region, day, sum(versions) AS facts FROM (
  SELECT event_type, region, day, toInt64(versions) AS versions
  FROM daily_counts_v3
  WHERE ${where(sql`day`)}
  UNION ALL
  SELECT event_type, region, toDate32(occurred_at) AS day, -1 AS versions FROM (${amended})
  UNION ALL
  SELECT event_type, region, toDate32(occurred_at) AS day, 1 AS versions
  FROM (${rowsInForceSql(amended, { by: 'platform' })})
)
GROUP BY event_type, region, day
HAVING facts > 0
ORDER BY event_type, region, day`
}
