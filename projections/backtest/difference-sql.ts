import { inSpanSql, type Span } from '#/backtest/backtest-scope.ts'
import { instantTextSql } from '#/rules/facts/knowledge-points.ts'
import { NOTHING, sql, type Sql } from '#/sql.ts'

/**
 * The difference between the warnings of two versions: a warning is the same in both where subject
 * and anchor are. An anchor moves when a threshold does, so subjects are compared as well, by the
 * first warning of each.
 */
export const DIFFERENCES = ['gained', 'lost', 'earlier', 'later', 'same'] as const
export type Difference = (typeof DIFFERENCES)[number]

export interface DifferenceRow {
  readonly difference: Difference
  readonly cases: string
  /**
   * The first of them, `[subject_id, anchor, known_at here, known_at there]`; '' for a moment that
   * there is not.
   */
  readonly examples: readonly (readonly [string, string, string, string])[]
}

/**
 * `by`: each warning, or each subject's first. `here` is the version looked at, `there` the one it
 * is compared with.
 */
export function differenceSql(
  tables: { readonly here: Sql; readonly there: Sql },
  span: Span,
  by: 'warning' | 'subject',
  examples_max: number,
): Sql {
  const rows = (table: Sql): Sql =>
    by === 'warning'
      ? sql`SELECT subject_id, anchor, known_ms, 1 AS found FROM ${table}`
      : sql`
SELECT subject_id, '' AS anchor, min(w.known_ms) AS known_ms, 1 AS found
FROM ${table} AS w
WHERE ${inSpanSql(sql`w.known_ms`, span)}
GROUP BY subject_id`
  // A warning that one version knew before the span and the other in it is no loss.
  const inSpan =
    by === 'warning'
      ? sql`WHERE (in_here AND ${inSpanSql(sql`here_ms`, span)})
        OR (in_there AND ${inSpanSql(sql`there_ms`, span)})`
      : NOTHING
  const at = (found: Sql, ms: Sql): Sql => sql`if(${found}, ${instantTextSql(ms)}, '')`
  return sql`
SELECT difference, count() AS cases,
  arrayMap(entry -> (entry.2, entry.3, entry.4, entry.5),
    arraySlice(arraySort(groupArraySorted(${examples_max})(
    (if(in_here, here_ms, there_ms), subject, anchor_of, ${at(sql`in_here`, sql`here_ms`)},
      ${at(sql`in_there`, sql`there_ms`)})
  )), 1, ${examples_max})) AS examples
FROM (
  SELECT if(h.found, h.subject_id, t.subject_id) AS subject,
    if(h.found, h.anchor, t.anchor) AS anchor_of,
    h.known_ms AS here_ms, t.known_ms AS there_ms, h.found = 1 AS in_here, t.found = 1 AS in_there,
    multiIf(NOT in_there, 'gained', NOT in_here, 'lost', here_ms < there_ms, 'earlier',
      here_ms > there_ms, 'later', 'same') AS difference
  FROM (${rows(tables.here)}) AS h FULL OUTER JOIN (${rows(tables.there)}) AS t
    ON h.subject_id = t.subject_id AND h.anchor = t.anchor
)
${inSpan}
GROUP BY difference ORDER BY difference`
}
