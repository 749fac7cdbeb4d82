import { countOf, instantOf } from '#/engine-values.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { rowsInForceSql } from '#/fact-ends/versions-in-force-sql.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { and, sql, textList } from '#/sql.ts'
import type { LookupAttribute } from '#/subject-lookup/lookup-rows.ts'

/** Another subject that has the same, and the fact that says so. */
export interface RelatedSubject {
  readonly subject_id: string
  /** Under which of its particulars it has it. */
  readonly attribute: string
  readonly occurred_at: Instant
  readonly event_id: string
  readonly fact_id: string
}

export interface Related {
  /** How many there are, also beyond the limit. */
  readonly subjects: number
  /** In the order of their ids. */
  readonly items: readonly RelatedSubject[]
}

export interface RelationFilter {
  readonly subject_id: string
  /** Particulars that are compared with each other, such as both addresses. */
  readonly attributes: readonly LookupAttribute[]
  /** What the subject has, as it is compared (`lookup-rows.ts`). */
  readonly keys: readonly string[]
  /** Also those whose value is a person's, or may be. */
  readonly with_persons: boolean
  /** Of each key. */
  readonly limit: number
}

/**
 * Other subjects that have the same now, by key: of each subject what the latest occurrence says
 * that is in force.
 */
export async function relatedSubjects(
  warehouse: Warehouse,
  { subject_id, attributes, keys, with_persons, limit }: RelationFilter,
): Promise<ReadonlyMap<string, Related>> {
  if (keys.length === 0) return new Map()
  const among = sql`attribute IN ${textList(attributes)}`
  const subjects = sql`subject_key IN (
    SELECT subject_key FROM subject_lookup_v1 WHERE ${among} AND key IN ${textList(keys)})`
  const versions = rowsInForceSql(
    sql`SELECT * FROM subject_lookup_v1 WHERE ${among} AND ${subjects}`,
    { by: 'platform' },
    subjects,
  )
  const conditions = [
    sql`key IN ${textList(keys)}`,
    sql`subject_id != ${subject_id}`,
    ...(with_persons ? [] : [sql`is_personal = 0`]),
  ]
  const rows = await warehouse.query<EngineRelatedRow>(
    sql`
SELECT key, subject_id, attribute, occurred_at, event_id, fact_id,
  count() OVER (PARTITION BY key) AS subjects
FROM (
  SELECT * FROM (
    SELECT * FROM (${versions})
    ORDER BY subject_id, attribute, occurred_at DESC, position DESC
    LIMIT 1 BY subject_id, attribute
  )
  WHERE ${and(conditions)}
  ORDER BY key, subject_id, attribute
  LIMIT 1 BY key, subject_id
)
ORDER BY key, subject_id
LIMIT ${limit} BY key`,
    { purpose: 'subjects:related' },
  )
  return new Map(
    [...Map.groupBy(rows, (row) => row.key)].map(([key, found]) => [
      key,
      { subjects: countOf(found[0]?.subjects ?? '0'), items: found.map(relatedSubject) },
    ]),
  )
}

interface EngineRelatedRow {
  readonly key: string
  readonly subject_id: string
  readonly attribute: string
  readonly occurred_at: string
  readonly event_id: string
  readonly fact_id: string
  readonly subjects: string
}

function relatedSubject(row: EngineRelatedRow): RelatedSubject {
  const { subject_id, attribute, event_id, fact_id } = row
  return { subject_id, attribute, event_id, fact_id, occurred_at: instantOf(row.occurred_at) }
}
