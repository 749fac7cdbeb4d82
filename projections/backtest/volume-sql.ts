import { inSpanSql, weekSql, type Span } from '#/backtest/backtest-scope.ts'
import { instantTextSql } from '#/rules/facts/knowledge-points.ts'
import { sql, type Sql } from '#/sql.ts'

/**
 * What the rule would have said, of a table of warnings (`warnings-table-sql.ts`) and a span of
 * knowing.
 */

export interface TotalsRow {
  readonly warnings: string
  readonly subjects: string
  readonly withdrawn: string
  readonly decided: string
  readonly undecided: string
  /** Undecided ones of which the outcome has happened already. */
  readonly undecided_true: string
  /**
   * Those about subjects outside the population, which are counted nowhere else; of them the
   * decided, and of these the true ones.
   */
  readonly outside_all: string
  readonly outside_decided: string
  readonly outside_true: string
}

export function totalsSql(warnings: Sql, span: Span): Sql {
  return sql`
SELECT count() AS warnings, uniqExact(subject_key) AS subjects,
  countIf(withdrawn_ms IS NOT NULL) AS withdrawn,
  countIf(label IN ('true', 'false') AND NOT outside) AS decided,
  countIf(label = 'undecided' AND NOT outside) AS undecided,
  countIf(label = 'undecided' AND lead_seconds IS NOT NULL AND NOT outside) AS undecided_true,
  countIf(outside) AS outside_all,
  countIf(outside AND label IN ('true', 'false')) AS outside_decided,
  countIf(outside AND label = 'true') AS outside_true
FROM ${warnings} WHERE ${inSpanSql(sql`known_ms`, span)}`
}

export interface GroupRow {
  readonly name: string
  readonly warnings: string
  readonly subjects: string
}

/** By region or industry, the largest groups first; one row more than may be listed. */
export function groupsSql(
  warnings: Sql,
  span: Span,
  column: 'region' | 'industry',
  groups_max: number,
): Sql {
  const name = column === 'region' ? sql`region` : DIVISION
  return sql`
SELECT ${name} AS name, count() AS warnings, uniqExact(subject_key) AS subjects
FROM ${warnings} WHERE ${inSpanSql(sql`known_ms`, span)}
GROUP BY name ORDER BY count() DESC, name LIMIT ${groups_max}`
}

/** `C1311@2017` → `C13@2017`; what has another form stays as it is. */
const DIVISION = sql`replaceRegexpOne(industry, '^([A-Z][0-9]{2})[0-9]{1,2}(@[0-9]{4})$',
  '\\\\1\\\\2')`

/** By month of knowing, in order. */
export function monthsSql(warnings: Sql, span: Span, offset: number): Sql {
  const month = sql`substring(${instantTextSql(sql`known_ms + ${offset * 1_000}`)}, 1, 7)`
  return sql`
SELECT ${month} AS name, count() AS warnings, uniqExact(subject_key) AS subjects
FROM ${warnings} WHERE ${inSpanSql(sql`known_ms`, span)}
GROUP BY name ORDER BY name`
}

export interface WeekRow {
  readonly week: string
  readonly warnings: string
  /** Subjects of which this is the week of their first warning of the span. */
  readonly matters: string
}

/** By week of knowing, in order; weeks without a warning have no row. */
export function weeksSql(warnings: Sql, span: Span, offset: number): Sql {
  const within = inSpanSql(sql`known_ms`, span)
  return sql`
SELECT week, sum(of_week) AS warnings, sum(is_first) AS matters
FROM (
  SELECT ${weekSql(sql`known_second`, offset)} AS week, count() AS of_week, toUInt64(0) AS is_first
  FROM ${warnings} WHERE ${within} GROUP BY week
  UNION ALL
  SELECT ${weekSql(sql`first_second`, offset)} AS week, toUInt64(0) AS of_week, count() AS is_first
  FROM (SELECT subject_key, min(known_second) AS first_second
  FROM ${warnings}
  WHERE ${within}
  GROUP BY subject_key)
  GROUP BY week
)
GROUP BY week ORDER BY week`
}

export interface BacktestWarningRow {
  readonly subject_id: string
  readonly anchor: string
  readonly anchor_at: string
  readonly known_at: string
  readonly withdrawn_at: string | null
  readonly evidence_count: string
  readonly label: 'true' | 'false' | 'undecided' | ''
  readonly outside: number
  readonly lead_seconds: string | null
}

/** After which a page begins: the sort key of the last row of the page before. */
export type WarningKey = readonly [known_ms: number, subject_id: string, anchor: string]

/** The warnings of a span in the order in which they became known. */
export function warningsPageSql(
  warnings: Sql,
  span: Span,
  after: WarningKey | null,
  rows_max: number,
): Sql {
  const beyond = after === null ? sql`1` : afterSql(after)
  return sql`
SELECT subject_id, anchor, ${instantTextSql(sql`anchor_second * 1000`)} AS anchor_at,
  ${instantTextSql(sql`known_ms`)} AS known_at,
  if(withdrawn_ms IS NULL, NULL, ${instantTextSql(sql`assumeNotNull(withdrawn_ms)`)})
    AS withdrawn_at, evidence_count, label, outside,
  if(label = 'true', lead_seconds, NULL) AS lead_seconds
FROM ${warnings}
WHERE ${inSpanSql(sql`known_ms`, span)} AND ${beyond}
ORDER BY known_ms, subject_id, anchor LIMIT ${rows_max}`
}

function afterSql([known_ms, subject_id, anchor]: WarningKey): Sql {
  const key = sql`${known_ms}, ${subject_id}, ${anchor}`
  return sql`(known_ms, subject_id, anchor) > (${key})`
}
