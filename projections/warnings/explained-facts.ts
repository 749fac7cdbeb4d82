import { secondOfInstant } from '@jianwei/events/instant.ts'
import { EVENT_COLUMNS, eventRow, type EngineEventRow, type EventRow } from '#/events/event-row.ts'
import { rowsInForceSql } from '#/fact-ends/versions-in-force-sql.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { groupIdSql, inGroupSql } from '#/rules/facts/groups/group-sql.ts'
import { groupIdOf, type GroupField } from '#/rules/facts/groups/group-text.ts'
import type { KnownFact } from '#/rules/facts/known-fact.ts'
import type { Known } from '#/rules/facts/knowledge-points.ts'
import { besideSubjects } from '#/rules/facts/subject-states.ts'
import { statedAttributes } from '#/subject-facts/attributes.ts'
import { NOTHING, sql, textList, type Sql } from '#/sql.ts'

/**
 * More facts than these about one subject are not explained: the smallest change is sought among
 * all of them.
 */
export const EXPLAINED_FACTS_MAX = 20_000

export interface ExplainedFactsFilter {
  readonly subject_id: string
  /** The fields of the group, where the subject is one; null otherwise. */
  readonly group: readonly GroupField[] | null
  readonly event_types: readonly string[]
  readonly known: Known
}

/** A fact with the event that carries the version of it that was in force. */
export interface ExplainedFact extends KnownFact {
  readonly row: EventRow
}

/**
 * The facts of these types of the subject, or of the group, as known at the point. Undefined where
 * there are more than EXPLAINED_FACTS_MAX.
 */
export async function explainedFacts(
  warehouse: Warehouse,
  { subject_id, group, event_types, known }: ExplainedFactsFilter,
): Promise<readonly ExplainedFact[] | undefined> {
  const key = group === null ? sql`subject_key = cityHash64(${subject_id})` : sql`1`
  const ofTypes = sql`event_type IN ${textList(event_types)}`
  const versions = sql`
SELECT *
FROM events_v2
WHERE ${key}
  AND ${ofTypes}${group === null ? NOTHING : sql` AND ${inGroup(group, subject_id, ofTypes)}`}`
  const rows = await warehouse.query<EngineEventRow>(
    sql`
SELECT ${EVENT_COLUMNS} FROM (${rowsInForceSql(versions, known, key)})
ORDER BY occurred_at, position LIMIT ${EXPLAINED_FACTS_MAX + 1}`,
    { purpose: 'warnings:explained-facts' },
  )
  if (rows.length > EXPLAINED_FACTS_MAX) return undefined
  const facts = besideSubjects(
    rows.map((row) => explainedFact(eventRow(row))),
    known,
  )
  return group === null ? facts : facts.filter((fact) => groupIdOf(group, fact) === subject_id)
}

/** Facts of the group, and those that say what the subjects of these facts are. */
function inGroup(group: readonly GroupField[], group_id: string, ofTypes: Sql): Sql {
  const own = sql`(${inGroupSql(group)} AND ${groupIdSql(group)} = ${group_id})`
  const subjects = sql`SELECT subject_key FROM events_v2 WHERE ${ofTypes} AND ${own}`
  return sql`(${own} OR (event_type IN ${textList([...statedAttributes.keys()])}
    AND subject_key IN (${subjects})))`
}

function explainedFact(row: EventRow): Omit<ExplainedFact, 'subject_value' | 'rank_for'> {
  const { type, occurred_at, region, department, data } = row
  return {
    fact_id: row.fact_id,
    subject_id: row.subject_id,
    source: row.source,
    content: { type, occurred_at, region, department, data: data ?? {} },
    second: secondOfInstant(occurred_at),
    row,
  }
}
