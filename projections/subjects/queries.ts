import { rankOf, type StatementOrigin } from '@jianwei/events/authority/decision.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { knownNow } from '#/authorities/queries.ts'
import { countOf, instantOf, textOrNull } from '#/engine-values.ts'
import { rowsInForceSql } from '#/fact-ends/versions-in-force-sql.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { authorityOf, decidingOrderSql, isAuthorityParticular } from '#/rules/facts/authorities.ts'
import type { Known } from '#/rules/facts/knowledge-points.ts'
import { instant, list, sql, textList, type Sql } from '#/sql.ts'

/** One thing that facts say about a subject, and the fact that says it. */
export interface SubjectFact {
  readonly attribute: string
  /** The licence's number for facts about a licence; null for other attributes. */
  readonly item: string | null
  /**
   * Text as the event has it; codes and texts together as JSON. Null where the source says that
   * there is none.
   */
  readonly value: string | null
  readonly occurred_at: Instant
  readonly event_id: string
  readonly fact_id: string
  readonly source: string
  /** Why it holds and not what somebody else says; null for what no authority can be set for. */
  readonly decided_by: DecidedBy | null
}

/**
 * authority: of the sources that were set as the authority, the highest that said anything. newest:
 * none was set, or none of them said anything.
 */
export type DecidedBy = 'authority' | 'newest'

export interface SubjectFactsFilter {
  readonly subject_id: string
  readonly known: Known
  /** Only what had happened by then. */
  readonly as_of?: Instant
}

/**
 * What the subject is, by attribute: of each, what the authority says as known, or else the latest
 * occurrence that is in force.
 */
export async function subjectFacts(
  warehouse: Warehouse,
  filter: SubjectFactsFilter,
): Promise<readonly SubjectFact[]> {
  const { subject_id, known, as_of } = filter
  const key = sql`subject_key = cityHash64(${subject_id})`
  const happened = as_of === undefined ? sql`1` : sql`occurred_at <= ${instant(as_of)}`
  const versions = sql`
SELECT * FROM subject_facts_v3 WHERE ${key} AND subject_id = ${subject_id} AND ${happened}`
  const rows = await warehouse.query<{
    attribute: string
    item: string
    value: string
    occurred_at: string
    event_id: string
    fact_id: string
    source: string
    region: string
  }>(
    sql`
SELECT attribute, item, value, occurred_at, event_id, fact_id, source, region
FROM (${rowsInForceSql(versions, known, key)})
ORDER BY attribute, item, ${decidingOrderSql(known)} DESC
LIMIT 1 BY attribute, item`,
    { purpose: 'subjects:facts' },
  )
  return rows.map(({ region, ...row }) => ({
    ...row,
    item: textOrNull(row.item),
    value: textOrNull(row.value),
    occurred_at: instantOf(row.occurred_at),
    decided_by: decidedBy(row.attribute, { source: row.source, region: textOrNull(region) }, known),
  }))
}

function decidedBy(attribute: string, origin: StatementOrigin, known: Known): DecidedBy | null {
  if (!isAuthorityParticular(attribute)) return null
  return rankOf(authorityOf(attribute, known), origin) > 0 ? 'authority' : 'newest'
}

/** A subject in a list. */
export interface SubjectSummary {
  readonly subject_id: string
  readonly name: string | null
  /** Where the latest of its facts that names a place happened. */
  readonly region: string | null
  readonly first_occurred_at: Instant
  readonly last_occurred_at: Instant
  /** Versions of facts that were ever reported about it. */
  readonly versions: number
}

export interface EngineSubjectRow {
  readonly subject_id: string
  readonly name: string
  readonly region: string
  readonly first_occurred_at: string
  readonly last_occurred_at: string
  readonly versions: string
}

/** The subject, or undefined when no fact is about it. */
export async function subjectById(
  warehouse: Warehouse,
  subjectId: string,
): Promise<SubjectSummary | undefined> {
  const chosen = sql`subject_key = cityHash64(${subjectId})`
  const known = await knownNow(warehouse)
  const rows = await warehouse.query<EngineSubjectRow>(
    summarySql(chosen, sql`subject_id = ${subjectId}`, 1, known),
    {
      purpose: 'subjects:one',
    },
  )
  return rows.map(subjectSummary)[0]
}

/** What a subject is called now, and what its registration says that it is; null where unknown. */
export interface SubjectName {
  readonly name: string | null
  readonly subject_type: string | null
}

/** Of those that facts name, by id. */
export async function subjectNames(
  warehouse: Warehouse,
  subjectIds: readonly string[],
): Promise<ReadonlyMap<string, SubjectName>> {
  if (subjectIds.length === 0) return new Map()
  const ids = textList(subjectIds)
  const keys = sql`subject_key IN (SELECT cityHash64(arrayJoin([${list(subjectIds)}])))`
  const versions = sql`
SELECT * FROM subject_facts_v3
WHERE attribute IN ('name', 'subject_type') AND ${keys} AND subject_id IN ${ids}`
  const known = await knownNow(warehouse)
  const rows = await warehouse.query<{ subject_id: string; attribute: string; value: string }>(
    sql`
SELECT subject_id, attribute, argMax(value, ${decidingOrderSql(known)}) AS value
FROM (${rowsInForceSql(versions, known, keys)})
GROUP BY subject_id, attribute`,
    { purpose: 'subjects:names' },
  )
  const named = new Map<string, SubjectName>()
  for (const { subject_id, attribute, value } of rows) {
    const known = named.get(subject_id) ?? { name: null, subject_type: null }
    named.set(subject_id, { ...known, [attribute]: textOrNull(value) })
  }
  return named
}

/** Facts of one type about a subject, as known now. */
export interface SubjectActivity {
  readonly type: string
  readonly facts: number
  readonly first_occurred_at: Instant
  readonly last_occurred_at: Instant
}

/** What happened to a subject, by type; the type that happened last comes first. */
export async function subjectActivity(
  warehouse: Warehouse,
  subjectId: string,
): Promise<readonly SubjectActivity[]> {
  const key = sql`subject_key = cityHash64(${subjectId})`
  const versions = sql`
    SELECT subject_key, fact_id, event_id, version_kind, reported_at, position, event_type,
      occurred_at
    FROM events_v2 WHERE ${key} AND subject_id = ${subjectId} AND version_kind != 'record'`
  const rows = await warehouse.query<{
    type: string
    facts: string
    first_at: string
    last_at: string
  }>(
    sql`
SELECT event_type AS type, count() AS facts, min(occurred_at) AS first_at,
  max(occurred_at) AS last_at
FROM (${rowsInForceSql(versions, { by: 'platform' }, key)})
GROUP BY type
ORDER BY last_at DESC, type`,
    { purpose: 'subjects:activity' },
  )
  return rows.map(({ type, facts, first_at, last_at }) => ({
    type,
    facts: countOf(facts),
    first_occurred_at: instantOf(first_at),
    last_occurred_at: instantOf(last_at),
  }))
}

/** Versions of facts of one type about a subject that one source sent. */
export interface SubjectReported {
  readonly type: string
  readonly source: string
  /** Also those that were corrected or retracted since. */
  readonly versions: number
}

/** What was ever reported about a subject, by type and source, in their order. */
export async function subjectReported(
  warehouse: Warehouse,
  subjectId: string,
): Promise<readonly SubjectReported[]> {
  const rows = await warehouse.query<{ type: string; source: string; versions: string }>(
    sql`
SELECT event_type AS type, source, count() AS versions
FROM events_v2
WHERE subject_key = cityHash64(${subjectId}) AND subject_id = ${subjectId}
  AND version_kind != 'record'
GROUP BY type, source
ORDER BY type, source`,
    { purpose: 'subjects:reported' },
  )
  return rows.map(({ versions, ...row }) => ({ ...row, versions: countOf(versions) }))
}

/** `chosen` is asked of the rows of activity, `having` of the subjects. */
export function summarySql(chosen: Sql, having: Sql, rows: number, known: Known): Sql {
  const page = sql`
    SELECT subject_key, any(a.subject_id) AS subject_id, argMaxMerge(last_region) AS region,
      min(a.first_occurred_at) AS first_occurred_at, max(a.last_occurred_at) AS last_occurred_at,
      sum(a.versions) AS versions
    FROM subject_activity_v3 AS a
    WHERE ${chosen}
    GROUP BY subject_key
    HAVING ${having}
    ORDER BY subject_id
    LIMIT ${rows}`
  const names = rowsInForceSql(
    sql`
SELECT *
FROM subject_facts_v3
WHERE attribute = 'name' AND subject_key IN (SELECT subject_key FROM page)`,
    known,
    sql`subject_key IN (SELECT subject_key FROM page)`,
  )
  return sql`
WITH page AS (${page})
SELECT subject_id, name, region, first_occurred_at, last_occurred_at, versions
FROM page
LEFT JOIN (
  SELECT subject_key, argMax(value, ${decidingOrderSql(known)}) AS name
  FROM (${names})
  GROUP BY subject_key
) AS named
  USING (subject_key)
ORDER BY subject_id`
}

export function subjectSummary(row: EngineSubjectRow): SubjectSummary {
  return {
    subject_id: row.subject_id,
    name: textOrNull(row.name),
    region: textOrNull(row.region),
    first_occurred_at: instantOf(row.first_occurred_at),
    last_occurred_at: instantOf(row.last_occurred_at),
    versions: countOf(row.versions),
  }
}

/** The types of every version of every fact about the subject, also of those retracted since. */
export async function typesAbout(
  warehouse: Warehouse,
  subjectId: string,
): Promise<ReadonlySet<string>> {
  const rows = await warehouse.query<{ event_type: string }>(
    sql`
SELECT DISTINCT event_type FROM events_v2
WHERE subject_key = cityHash64(${subjectId}) AND subject_id = ${subjectId}
  AND version_kind != 'record'`,
    { purpose: 'subjects:types' },
  )
  return new Set(rows.map((row) => row.event_type))
}
