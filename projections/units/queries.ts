import type { NamedBy, UnresolvedReason } from '@jianwei/events/organisation/unit-of.ts'
import { dateInChinaSql, dayInChinaSql } from '#/day-sql.ts'
import { countOf } from '#/engine-values.ts'
import { rowsInForceSql } from '#/fact-ends/versions-in-force-sql.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { withinRegionSql } from '#/region-sql.ts'
import { and, integer, joined, sql, text, type Sql } from '#/sql.ts'
import { resolvedSql, type AskedDirectory } from '#/units/resolution-sql.ts'

export interface CountedFacts extends AskedDirectory {
  readonly event_type?: string
  readonly region?: string
  /** First and last day, `YYYY-MM-DD`, in China (UTC+8). */
  readonly from: string
  readonly to: string
}

/** How many facts name a unit. */
export interface UnitCount {
  /** Who stands for the unit that the facts name, on the day that was asked for. */
  readonly unit_id: string
  readonly facts: number
  /** Of these, those that name another unit, which this one stands for. */
  readonly of_predecessors: number
  /** Of these, those that use a name of later. */
  readonly named_early: number
}

export interface UnresolvedCount {
  /** Null where the facts name no department. */
  readonly department: string | null
  readonly region: string | null
  readonly reason: UnresolvedReason
  readonly facts: number
  readonly first_at: string
  readonly last_at: string
}

/** Facts by unit, in the order of unit ids. */
export async function unitCounts(
  warehouse: Warehouse,
  asked: CountedFacts,
): Promise<readonly UnitCount[]> {
  const rows = await warehouse.query<Record<keyof UnitCount, string>>(
    sql`
SELECT standing AS unit_id, sum(amount) AS facts,
  sumIf(amount, unit != standing) AS of_predecessors,
  sumIf(amount, named_by = 'early') AS named_early
FROM (${resolvedSql(namedFactsSql(asked), asked)})
WHERE reason = ''
GROUP BY unit_id ORDER BY unit_id`,
    { purpose: 'units:counts' },
  )
  return rows.map(({ unit_id, facts, of_predecessors, named_early }) => ({
    unit_id,
    facts: countOf(facts),
    of_predecessors: countOf(of_predecessors),
    named_early: countOf(named_early),
  }))
}

/** Facts whose department means no unit, in the order of departments, regions and reasons. */
export async function unresolvedFacts(
  warehouse: Warehouse,
  asked: CountedFacts,
): Promise<readonly UnresolvedCount[]> {
  const rows = await warehouse.query<UnresolvedRow>(
    sql`
SELECT department, region, reason, sum(amount) AS facts, min(day) AS first_at, max(day) AS last_at
FROM (${resolvedSql(namedFactsSql(asked), asked)})
WHERE reason != ''
GROUP BY department, region, reason ORDER BY department, region, reason`,
    { purpose: 'units:unresolved' },
  )
  return rows.map(({ department, region, facts, ...rest }) => ({
    ...rest,
    department: department === '' ? null : department,
    region: region === '' ? null : region,
    facts: countOf(facts),
  }))
}

interface UnresolvedRow {
  readonly department: string
  readonly region: string
  readonly reason: UnresolvedReason
  readonly facts: string
  readonly first_at: string
  readonly last_at: string
}

/** A name as a fact has it. */
export interface AskedName {
  readonly department: string
  readonly region: string
  readonly day: string
}

export interface ResolvedName extends AskedName {
  /** Empty where it means none. */
  readonly unit: string
  readonly standing: string
  readonly named_by: NamedBy | ''
  readonly reason: UnresolvedReason | ''
}

/** What names mean, in their order; each once. Empty texts stand for what a fact leaves out. */
export async function resolvedNames(
  warehouse: Warehouse,
  names: readonly AskedName[],
  asked: AskedDirectory,
): Promise<readonly ResolvedName[]> {
  if (names.length === 0) return []
  const tuples = names.map(
    ({ department, region, day }, index) =>
      sql`(${text(department)}, ${text(region)}, ${text(day)}, ${integer(index)})`,
  )
  const named = sql`SELECT one.1 AS department, one.2 AS region, one.3 AS day, one.4 AS amount
    FROM (SELECT arrayJoin([${joined(tuples)}]) AS one)`
  const rows = await warehouse.query<ResolvedName>(
    sql`
SELECT department, region, day, unit, standing, named_by, reason
FROM (${resolvedSql(named, asked)})
ORDER BY amount`,
    { purpose: 'units:names' },
  )
  return rows.map(({ department, region, day, unit, standing, named_by, reason }) => ({
    department,
    region,
    day,
    unit,
    standing,
    named_by,
    reason,
  }))
}

/** What facts in force name, where and on which day in China, and how many they are. */
function namedFactsSql({ event_type, region, from, to, known_at }: CountedFacts): Sql {
  const date = dateInChinaSql(sql`occurred_at`)
  const day = dayInChinaSql(sql`occurred_at`)
  const facts = sql`SELECT * FROM events_v2 WHERE ${and([
    sql`version_kind != 'record'`,
    sql`${date} >= toDate32(${from})`,
    sql`${date} <= toDate32(${to})`,
    ...(event_type === undefined ? [] : [sql`event_type = ${event_type}`]),
    ...(region === undefined ? [] : [withinRegionSql(sql`region`, region)]),
  ])}`
  const known =
    known_at === undefined
      ? ({ by: 'platform' } as const)
      : ({ by: 'platform', until: { by: 'platform', position: known_at } } as const)
  return sql`SELECT toString(department) AS department, toString(region) AS region, day,
    count() AS amount
  FROM (SELECT department, region, ${day} AS day FROM (${rowsInForceSql(facts, known)}))
  GROUP BY department, region, day`
}
