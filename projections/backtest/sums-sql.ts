import { inSpanSql, type Span } from '#/backtest/backtest-scope.ts'
import { list, sql, type Sql } from '#/sql.ts'

/**
 * Sums over subjects, all of whole numbers, so that they come out the same in whatever order the
 * engine adds.
 */

/**
 * Rows of `subject_key`, `size` (decided warnings of the span, inside the population) and `hits`
 * (those with the outcome).
 */
export function decidedBySubjectSql(warnings: Sql, span: Span): Sql {
  return sql`
SELECT subject_key, toInt64(count()) AS size, toInt64(countIf(label = 'true')) AS hits
FROM ${warnings}
WHERE label IN ('true', 'false') AND NOT outside AND ${inSpanSql(sql`known_ms`, span)}
GROUP BY subject_key`
}

export interface ClusterSumsRow {
  readonly subjects: string
  readonly size: string
  readonly hits: string
  readonly hits_hits: string
  readonly hits_size: string
  readonly size_size: string
}

const CLUSTER_SUMS = sql`countIf(s.size > 0) AS subjects, sum(s.size) AS size, sum(s.hits) AS hits,
  sum(s.hits * s.hits) AS hits_hits,
  sum(s.hits * s.size) AS hits_size, sum(s.size * s.size) AS size_size`

/** One row of sums over the rows of a statement with `size` and `hits` by subject. */
export function clusterSumsSql(bySubject: Sql): Sql {
  return sql`
SELECT ${CLUSTER_SUMS} FROM (${bySubject}) AS s`
}

export interface CrossSumsRow {
  readonly hits_hits: string
  readonly hits_size: string
  readonly size_hits: string
  readonly size_size: string
}

/** One row of sums of products over the subjects that both statements have. */
export function crossSumsSql(one: Sql, other: Sql): Sql {
  return sql`
SELECT sum(one.hits * other.hits) AS hits_hits, sum(one.hits * other.size) AS hits_size,
  sum(one.size * other.hits) AS size_hits, sum(one.size * other.size) AS size_size
FROM (${one}) AS one JOIN (${other}) AS other USING (subject_key)`
}

export interface LeadBucketRow {
  readonly bucket: string
  readonly members: string
}

/**
 * How long before their outcome the true warnings of the span were known: rows of `LeadBucketRow`,
 * in order.
 */
export function warningLeadsSql(warnings: Sql, span: Span, bucket_seconds: number): Sql {
  return sql`
SELECT intDiv(assumeNotNull(lead_seconds), ${bucket_seconds}) AS bucket, count() AS members
FROM ${trueWarningsSql(warnings, span)} GROUP BY bucket ORDER BY bucket`
}

/**
 * For each limit one row of `ClusterSumsRow`, in order: how many true warnings of the span lie at
 * most so many buckets before.
 */
export function leadSumsSql(
  warnings: Sql,
  span: Span,
  bucket_seconds: number,
  limits: readonly number[],
): Sql {
  const limitsOf = sql`[${list(limits)}]`
  const bySubject = sql`
  SELECT entry.1 AS nth, subject_key, toInt64(count()) AS size,
    toInt64(countIf(intDiv(assumeNotNull(lead_seconds), ${bucket_seconds}) <= entry.2)) AS hits
  FROM (SELECT subject_key, lead_seconds FROM ${trueWarningsSql(warnings, span)})
  ARRAY JOIN arrayZip(arrayEnumerate(${limitsOf}), ${limitsOf}) AS entry
  GROUP BY nth, subject_key`
  return sql`
SELECT nth, ${CLUSTER_SUMS} FROM (${bySubject}) AS s GROUP BY nth ORDER BY nth`
}

function trueWarningsSql(warnings: Sql, span: Span): Sql {
  return sql`${warnings} WHERE label = 'true' AND NOT outside AND ${inSpanSql(sql`known_ms`, span)}`
}

/** One row: `draws`, the warnings of the span that were known up to a second. */
export function warningsUpToSql(warnings: Sql, span: Span, second: number): Sql {
  return sql`
SELECT count() AS draws
FROM ${warnings}
WHERE ${inSpanSql(sql`known_ms`, span)} AND known_second <= ${second}`
}
