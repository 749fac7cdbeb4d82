import { inSpanSql, weekSql, type Span } from '#/backtest/backtest-view.ts'
import { instantTextSql } from '#/rules/places.ts'
import { integer } from '#/sql.ts'

/** What the rule would have said, of a table of warnings (`warnings-table-sql.ts`) and a span of knowing. */

export interface TotalsRow {
  readonly warnings: string
  readonly subjects: string
  readonly withdrawn: string
  readonly decided: string
  readonly undecided: string
  /** Undecided ones of which the outcome has happened already. */
  readonly undecided_true: string
  /** Those about subjects outside the population, which are counted nowhere else; of them the decided, and of these the true ones. */
  readonly outside_all: string
  readonly outside_decided: string
  readonly outside_true: string
}

export function totalsSql(warnings: string, span: Span): string {
  return `
SELECT count() AS warnings, uniqExact(subject_key) AS subjects, countIf(withdrawn_ms IS NOT NULL) AS withdrawn,
  countIf(label IN ('true', 'false') AND NOT outside) AS decided, countIf(label = 'undecided' AND NOT outside) AS undecided,
  countIf(label = 'undecided' AND lead_seconds IS NOT NULL AND NOT outside) AS undecided_true, countIf(outside) AS outside_all,
  countIf(outside AND label IN ('true', 'false')) AS outside_decided, countIf(outside AND label = 'true') AS outside_true
FROM ${warnings} WHERE ${inSpanSql('known_ms', span)}`
}

export interface GroupRow {
  readonly name: string
  readonly warnings: string
  readonly subjects: string
}

/** By region or industry, the largest groups first; one row more than may be listed. */
export function groupsSql(warnings: string, span: Span, column: 'region' | 'industry', groups_max: number): string {
  const name = column === 'region' ? 'region' : DIVISION
  return `
SELECT ${name} AS name, count() AS warnings, uniqExact(subject_key) AS subjects
FROM ${warnings} WHERE ${inSpanSql('known_ms', span)}
GROUP BY name ORDER BY count() DESC, name LIMIT ${integer(groups_max)}`
}

/** `C1311@2017` → `C13@2017`; what has another form stays as it is. */
const DIVISION = `replaceRegexpOne(industry, '^([A-Z][0-9]{2})[0-9]{1,2}(@[0-9]{4})$', '\\\\1\\\\2')`

/** By month of knowing, in order. */
export function monthsSql(warnings: string, span: Span, offset: number): string {
  const month = `substring(${instantTextSql(`known_ms + ${integer(offset * 1_000)}`)}, 1, 7)`
  return `
SELECT ${month} AS name, count() AS warnings, uniqExact(subject_key) AS subjects
FROM ${warnings} WHERE ${inSpanSql('known_ms', span)}
GROUP BY name ORDER BY name`
}

export interface WeekRow {
  readonly week: string
  readonly warnings: string
  /** Subjects of which this is the week of their first warning of the span. */
  readonly matters: string
}

/** By week of knowing, in order; weeks without a warning have no row. */
export function weeksSql(warnings: string, span: Span, offset: number): string {
  const within = inSpanSql('known_ms', span)
  return `
SELECT week, sum(of_week) AS warnings, sum(is_first) AS matters
FROM (
  SELECT ${weekSql('known_second', offset)} AS week, count() AS of_week, toUInt64(0) AS is_first
  FROM ${warnings} WHERE ${within} GROUP BY week
  UNION ALL
  SELECT ${weekSql('first_second', offset)} AS week, toUInt64(0) AS of_week, count() AS is_first
  FROM (SELECT subject_key, min(known_second) AS first_second FROM ${warnings} WHERE ${within} GROUP BY subject_key) GROUP BY week
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
export type WarningKey = readonly [known_at: string, subject_id: string, anchor: string]

/** The warnings of a span in the order in which they became known. */
export function warningsPageSql(warnings: string, span: Span, after: string, rows_max: number): string {
  return `
SELECT subject_id, anchor, ${instantTextSql('anchor_second * 1000')} AS anchor_at, ${instantTextSql('known_ms')} AS known_at,
  if(withdrawn_ms IS NULL, NULL, ${instantTextSql('assumeNotNull(withdrawn_ms)')}) AS withdrawn_at, evidence_count, label, outside,
  if(label = 'true', lead_seconds, NULL) AS lead_seconds
FROM ${warnings}
WHERE ${inSpanSql('known_ms', span)} AND ${after}
ORDER BY known_ms, subject_id, anchor LIMIT ${integer(rows_max)}`
}
