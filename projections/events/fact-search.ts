import { z } from 'zod'
import { keyOfCursor, pageOf, type Page } from '#/cursor.ts'
import { dayInChinaSql } from '#/day-sql.ts'
import { countOf } from '#/engine-values.ts'
import { EVENT_COLUMNS, eventRow, type EngineEventRow, type EventRow } from '#/events/event-row.ts'
import {
  FACT_FACETS,
  factFitsSql,
  factsNarrowedBy,
  type FactFacet,
  type FactsFilter,
} from '#/events/facts-filter.ts'
import { rowsInForceSql } from '#/fact-ends/versions-in-force-sql.ts'
import { countyOrPlaceSql, groupedByEach } from '#/facet-sql.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { identifier, joined, list, sql, uuid, type Sql } from '#/sql.ts'

/** Values of a facet that are told one by one, those of most facts; the rest is added up. */
const FACET_VALUES_MAX = 100

const Cursor = z.tuple([z.int(), z.int()])

export interface FactsPage extends Page<EventRow> {
  /** Facts are those that were known at this position of the log, on every page. */
  readonly up_to: number
}

/**
 * Facts as they were known at a position, newest first by when the log took what they say.
 * `up_to`: the position for the first page; the pages behind it keep to it, so that nothing that
 * comes or is amended meanwhile moves a row.
 */
export async function searchFacts(
  warehouse: Warehouse,
  filter: FactsFilter,
  page: { readonly up_to: number; readonly limit: number; readonly cursor?: string },
): Promise<FactsPage> {
  const { limit, cursor } = page
  const after = cursor === undefined ? undefined : keyOfCursor(cursor, Cursor)
  const up_to = after?.[0] ?? page.up_to
  const before = after === undefined ? sql`1` : sql`position < ${after[1]}`
  const those = sql`${fittingSql(filter)} AND ${before}`
  const found = await warehouse.query<{ event_id: string; subject_key: string }>(
    sql`
SELECT event_id, subject_key
FROM (${knownSql(those, up_to)})
ORDER BY position DESC
LIMIT ${limit + 1}`,
    { purpose: 'facts:search' },
  )
  if (found.length === 0) return { items: [], next: null, up_to }
  const rows = await warehouse.query<EngineEventRow>(
    sql`
SELECT ${EVENT_COLUMNS} FROM events_v2
WHERE subject_key IN (${list(found.map((row) => BigInt(row.subject_key)))})
  AND event_id IN (${joined(found.map((row) => uuid(row.event_id)))})
ORDER BY position DESC`,
    { purpose: 'facts:search' },
  )
  return { ...pageOf(rows.map(eventRow), limit, ({ position }) => [up_to, position]), up_to }
}

/** How many facts fit, as they were known at a position. */
export async function countFacts(
  warehouse: Warehouse,
  filter: FactsFilter,
  up_to: number,
): Promise<number> {
  const [counted] = await warehouse.query<{ facts: string }>(
    sql`SELECT count() AS facts FROM (${knownSql(fittingSql(filter), up_to)})`,
    { purpose: 'facts:count' },
  )
  return countOf(counted?.facts ?? 0)
}

export interface FactFacetCounts {
  /** Most first; months newest first. Empty text where the fact has none. */
  readonly values: readonly { readonly value: string; readonly facts: number }[]
  readonly more_values: number
  readonly more_facts: number
}

/**
 * How many facts fit, as known at the position, by what they differ in. Each facet is counted
 * without what the filter says of itself.
 */
export async function factFacets(
  warehouse: Warehouse,
  filter: FactsFilter,
  up_to: number,
): Promise<{
  readonly facts: number
  readonly facets: Readonly<Record<FactFacet, FactFacetCounts>>
}> {
  const narrowed = FACT_FACETS.filter((facet) => factsNarrowedBy(filter, facet))
  const grouped = groupedByEach(FACT_FACETS, (facet) => VALUES[facet])
  const columns = [
    ...grouped.columns,
    sql`toUInt8(${factFitsSql(filter)}) AS fits`,
    ...narrowed.map(
      (facet) => sql`toUInt8(${factFitsSql(filter, facet)}) AS ${identifier(`fits_but_${facet}`)}`,
    ),
  ]
  const those = fittingSql(othersOf(filter))
  const fitsOf = (facet: FactFacet) =>
    narrowed.includes(facet) ? identifier(`fits_but_${facet}`) : sql`fits`
  const rows = await warehouse.query<{ facet: string; value: string; facts: string }>(
    sql`
SELECT facet, value, facts
FROM (
  SELECT ${grouped.facet('all')} AS facet, ${grouped.value} AS value,
    ${grouped.pick((facet) => sql`sum(${fitsOf(facet)})`, sql`sum(fits)`)} AS facts
  FROM (SELECT ${joined(columns, ',\n  ')} FROM (${knownSql(those, up_to)}))
  GROUP BY GROUPING SETS (${joined(grouped.sets)}, ())
)
WHERE facts > 0
ORDER BY if(facet = 'month', value, '') DESC, facts DESC, value`,
    { purpose: 'facts:facets' },
  )
  const byFacet = Map.groupBy(rows, ({ facet }) => facet)
  const told = FACT_FACETS.map((facet) => [facet, countsOf(byFacet.get(facet) ?? [])] as const)
  return {
    facts: countOf(byFacet.get('all')?.[0]?.facts ?? 0),
    // One entry for each of the facets.
    facets: Object.fromEntries(told) as Record<FactFacet, FactFacetCounts>,
  }
}

/** What narrows every facet. */
function othersOf(filter: FactsFilter): FactsFilter {
  const {
    event_types: _types,
    sources: _sources,
    regions: _regions,
    departments: _departments,
    occurred_since: _since,
    occurred_until: _until,
    ...others
  } = filter
  return others
}

/** Months are those of the occurrence, in China. */
const VALUES: Readonly<Record<FactFacet, Sql>> = {
  event_type: sql`toString(event_type)`,
  source: sql`toString(source)`,
  region: countyOrPlaceSql(),
  department: sql`toString(department)`,
  month: sql`substring(${dayInChinaSql(sql`occurred_at`)}, 1, 7)`,
}

function fittingSql(filter: FactsFilter): Sql {
  return sql`SELECT * FROM events_by_type_v3 WHERE ${factFitsSql(filter)}`
}

function knownSql(rows: Sql, position: number): Sql {
  return rowsInForceSql(rows, { by: 'platform', until: { by: 'platform', position } })
}

function countsOf(
  rows: readonly { readonly value: string; readonly facts: string }[],
): FactFacetCounts {
  const all = rows.map(({ value, facts }) => ({ value, facts: countOf(facts) }))
  const more = all.slice(FACET_VALUES_MAX)
  return {
    values: all.slice(0, FACET_VALUES_MAX),
    more_values: more.length,
    more_facts: more.reduce((sum, { facts }) => sum + facts, 0),
  }
}
