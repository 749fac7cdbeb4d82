import { knownNow } from '#/authorities/queries.ts'
import { EVENT_COLUMNS, eventRow, type EngineEventRow, type EventRow } from '#/events/event-row.ts'
import { rowsInForceSql } from '#/fact-ends/versions-in-force-sql.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { TYPES_OF_PUBLICATION } from '#/publication/published.ts'
import { decidingOrderSql } from '#/rules/facts/authorities.ts'
import { sql, textList } from '#/sql.ts'

/** What the public part has to look at of a subject: the facts in force, in log order. */
export async function factsForPublication(
  warehouse: Warehouse,
  uscc: string,
): Promise<readonly EventRow[]> {
  const key = sql`subject_key = cityHash64(${uscc})`
  const versions = sql`
SELECT * FROM events_v2
WHERE ${key} AND subject_id = ${uscc} AND event_type IN ${textList(TYPES_OF_PUBLICATION)}`
  const rows = await warehouse.query<EngineEventRow>(
    sql`
SELECT ${EVENT_COLUMNS} FROM (${rowsInForceSql(versions, { by: 'platform' }, key)})
ORDER BY position`,
    { purpose: 'publication:facts' },
  )
  return rows.map(eventRow)
}

/** Subjects that one name finds are at most so many; the name is then too common to ask by. */
export const SUBJECTS_OF_NAME_MAX = 20

/**
 * Codes of organisations whose name is exactly this one now, at most one more than
 * `SUBJECTS_OF_NAME_MAX`. Never of individual businesses and people, whose names are a person's.
 */
export async function organisationsNamed(
  warehouse: Warehouse,
  name: string,
): Promise<readonly string[]> {
  const named = sql`
SELECT subject_key FROM subject_facts_v3 WHERE attribute = 'name' AND value = ${name}`
  const keys = sql`subject_key IN (${named})`
  const versions = sql`
SELECT * FROM subject_facts_v3 WHERE attribute IN ('name', 'subject_type') AND ${keys}`
  const known = await knownNow(warehouse)
  const rows = await warehouse.query<{ subject_id: string }>(
    sql`
SELECT subject_id FROM (${rowsInForceSql(versions, known, keys)})
WHERE match(subject_id, '^[0-9A-Z]{18}$') AND NOT startsWith(subject_id, '92')
GROUP BY subject_id
HAVING argMaxIf(value, ${decidingOrderSql(known)}, attribute = 'name') = ${name}
  AND argMaxIf(value, (occurred_at, position), attribute = 'subject_type')
    NOT IN ('individual_business', 'natural_person')
ORDER BY subject_id
LIMIT ${SUBJECTS_OF_NAME_MAX + 1}`,
    { purpose: 'publication:named' },
  )
  return rows.map(({ subject_id }) => subject_id)
}

/** What departments said of a matter of the public: the facts in force, in log order. */
export async function factsOfMatter(
  warehouse: Warehouse,
  { subject_id, number }: { readonly subject_id: string; readonly number: string },
): Promise<readonly EventRow[]> {
  const key = sql`subject_key = cityHash64(${subject_id})`
  const versions = sql`
SELECT * FROM events_v2
WHERE ${key} AND subject_id = ${subject_id}
  AND event_type IN ('ComplaintAcceptanceDecided', 'ComplaintConcluded')
  AND JSONExtractString(payload, 'complaint_number') = ${number}`
  const rows = await warehouse.query<EngineEventRow>(
    sql`
SELECT ${EVENT_COLUMNS} FROM (${rowsInForceSql(versions, { by: 'platform' }, key)})
ORDER BY position`,
    { purpose: 'publication:matter' },
  )
  return rows.map(eventRow)
}
