import { knownAtLiteral, knownAtSql, type Known } from '#/rules/facts/knowledge-points.ts'
import { and, sql, type Sql } from '#/sql.ts'

/** The id that no event has. */
const NO_EVENT = sql`toUUID('00000000-0000-0000-0000-000000000000')`

/**
 * Keeps those rows of versions that are in force as known: the statement's rows must have
 * `subject_key`, `fact_id`, `event_id`, `version_kind`, `reported_at` and `position`. The last
 * amendment that is known is in force; the original only where none is. `subjects`: a condition on
 * `subject_key` that keeps the ends that are read few.
 */
export function rowsInForceSql(rows: Sql, known: Known, subjects: Sql = and([])): Sql {
  const knownAt = knownAtSql(known.by, { reported_at: sql`reported_at`, position: sql`position` })
  const until =
    known.until === undefined ? sql`1` : sql`${knownAt} <= ${knownAtLiteral(known.until)}`
  return sql`
SELECT r.* FROM (SELECT * FROM (${rows}) WHERE version_kind != 'retraction' AND ${until}) AS r
LEFT JOIN (
  SELECT subject_key, fact_id, argMax(event_id, ${knownAt}) AS last_amendment
  FROM fact_ends_v2
  WHERE ${subjects} AND ${until}
  GROUP BY subject_key, fact_id
) AS ends USING (subject_key, fact_id)
WHERE last_amendment = if(version_kind = 'original', ${NO_EVENT}, event_id)`
}
