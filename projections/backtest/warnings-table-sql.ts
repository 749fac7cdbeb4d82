import {
  knownMsSql,
  knownOf,
  msOfTextSql,
  secondOfMsSql,
  type BacktestScope,
} from '#/backtest/backtest-scope.ts'
import type { Outcome } from '#/backtest/outcome.ts'
import { isInPopulationSql } from '#/backtest/population-sql.ts'
import { ledgerSql, warningsSql } from '#/rules/compiler/compile.ts'
import type { RuleScope } from '#/rules/facts/versions-sql.ts'
import type { Rule } from '#/rules/rule.ts'
import { integer, sql, textList, type Sql } from '#/sql.ts'

/**
 * The warnings of a backtest, each once, with what became of it. Tables of both kinds have the same
 * columns, so that the ledger as it would have been and hindsight are measured by the same
 * statements:
 *
 *     subject_key, subject_id, anchor, anchor_second, known_ms, known_second, known_order,
 *     withdrawn_ms (NULL while it stands), evidence_count, region, industry ('' where unknown),
 *     label ('true', 'false', 'undecided', '' without an outcome), lead_seconds (from knowing to
 *     the outcome, where there was one), outside (of the population; 0 without an outcome)
 */

export interface LabelledBy {
  readonly outcome: Outcome
  /** A table made by `outcomesTableSql`. */
  readonly table: Sql
  /** A table made by `subjectsTableSql`, by the times at which warnings of this kind are known. */
  readonly subjects: Sql
  /** The second up to which the outcome's facts have been told. */
  readonly told_until_second: number
}

/**
 * One row per warning of the ledger: when it was first raised and last withdrawn, by the texts and
 * positions of the ledger's rows.
 */
export function ledgerTableSql(
  rule: Rule,
  view: BacktestScope,
  rows_max: number,
  scope: RuleScope = { of: 'everything' },
): Sql {
  const { statements, authorities, notices } = view
  const ledger = ledgerSql(rule, {
    scope,
    known: knownOf(view),
    statements,
    authorities,
    notices,
  })
  return sql`
SELECT subject_id, anchor, argMin(anchor_at, raised_known_at) AS first_anchor_at,
  argMin(evidence_count, raised_known_at) AS first_count,
  min(raised_known_at) AS first_raised, max(withdrawn_known_at) AS last_withdrawn,
  countIf(stands) AS standing
FROM (
  SELECT subject_id, anchor, anchor_at, evidence_count,
    (ifNull(raised_reported_at, ''), ifNull(raised_position, 0)) AS raised_known_at,
    (ifNull(withdrawn_reported_at, ''), ifNull(withdrawn_position, 0)) AS withdrawn_known_at,
    withdrawn_position IS NULL AS stands
  FROM (${ledger})
)
GROUP BY subject_id, anchor
LIMIT ${rows_max + 1}`
}

/**
 * `W` over everything, as if each warning had been known at its anchor: what hindsight would have
 * given.
 */
export function hindsightTableSql(
  rule: Rule,
  view: BacktestScope,
  rows_max: number,
  scope: RuleScope = { of: 'everything' },
): Sql {
  const known = knownOf(view)
  const warnings = warningsSql(rule, {
    scope,
    known,
    clock: view.last_known_at,
    statements: view.statements,
    authorities: view.authorities,
    notices: view.notices,
  })
  return sql`
SELECT subject_id, anchor, anchor_at AS first_anchor_at, evidence_count AS first_count
FROM (${warnings})
LIMIT ${rows_max + 1}`
}

/** The columns of `ledgerTableSql` as a table that the process fills. */
export const LEDGER_TABLE = {
  columns: sql`subject_id String, anchor String, first_anchor_at String, first_count UInt64,
  first_raised Tuple(String, UInt64), last_withdrawn Tuple(String, UInt64), standing UInt64`,
  names: [
    'subject_id',
    'anchor',
    'first_anchor_at',
    'first_count',
    'first_raised',
    'last_withdrawn',
    'standing',
  ],
} as const

/** The columns of `hindsightTableSql`, likewise. */
export const HINDSIGHT_TABLE = {
  columns: sql`subject_id String, anchor String, first_anchor_at String, first_count UInt64`,
  names: ['subject_id', 'anchor', 'first_anchor_at', 'first_count'],
} as const

/** The rows of a table made by `ledgerTableSql`, with their times and labels. */
export function warningsTableSql(
  ledger: Sql,
  view: BacktestScope,
  labelled: LabelledBy | null,
): Sql {
  const times =
    view.by === 'source'
      ? sql`
SELECT *, ${msOfTextSql(sql`first_raised.1`)} AS known_ms,
  if(standing > 0, NULL, ${msOfTextSql(sql`last_withdrawn.1`)}) AS withdrawn_ms,
  known_ms AS known_order
FROM ${ledger}`
      : sql`
SELECT l.*, r.ms AS known_ms, if(standing > 0, NULL, w.ms) AS withdrawn_ms,
  toInt64(first_raised.2) AS known_order
FROM (
  SELECT *, first_raised.2 AS raised_position, last_withdrawn.2 AS withdrawn_position
  FROM ${ledger}
) AS l
LEFT JOIN (${msOfPositionsSql(view, sql`SELECT first_raised.2 FROM ${ledger}`)}) AS r
  ON l.raised_position = r.position
LEFT JOIN (${msOfPositionsSql(view, sql`SELECT last_withdrawn.2 FROM ${ledger}`)}) AS w
  ON l.withdrawn_position = w.position`
  return labelledSql(withRegionAndIndustry(timedSql(times), ledger, view), labelled)
}

/** The rows of a table made by `hindsightTableSql`, known at their anchors. */
export function hindsightWarningsTableSql(hindsight: Sql, labelled: LabelledBy | null): Sql {
  const times = sql`
SELECT *, ${msOfTextSql(sql`first_anchor_at`)} AS known_ms,
  CAST(NULL AS Nullable(Int64)) AS withdrawn_ms,
known_ms AS known_order FROM ${hindsight}`
  return labelledSql(
    sql`SELECT *, '' AS region, '' AS industry FROM (${timedSql(times)})`,
    labelled,
  )
}

function timedSql(times: Sql): Sql {
  return sql`
SELECT cityHash64(subject_id) AS subject_key, subject_id, anchor,
  ${secondOfMsSql(msOfTextSql(sql`first_anchor_at`))} AS anchor_second,
  known_ms, ${secondOfMsSql(sql`known_ms`)} AS known_second, known_order, withdrawn_ms,
  first_count AS evidence_count
FROM (${times})`
}

function msOfPositionsSql({ by }: BacktestScope, positions: Sql): Sql {
  return sql`
SELECT position, ${knownMsSql(by)} AS ms FROM events_v2 WHERE position IN (${positions})`
}

/**
 * The subject's region and industry as the newest facts had them that were known when the warning
 * was.
 */
function withRegionAndIndustry(warnings: Sql, ledger: Sql, { by, head }: BacktestScope): Sql {
  const order = by === 'platform' ? sql`toInt64(position)` : knownMsSql(by)
  const subjects = sql`subject_key IN (SELECT cityHash64(subject_id) FROM ${ledger})
    AND position <= ${head}`
  const newest = (value: Sql, from: Sql): Sql => sql`
    SELECT subject_key, known_order, argMax(told, position) AS told
    FROM (SELECT subject_key, ${order} AS known_order, position, ${value} AS told
    FROM ${from} AND ${subjects})
    GROUP BY subject_key, known_order`
  const versions = textList(['original', 'correction'])
  const regions = newest(
    sql`region`,
    sql`events_v2 WHERE version_kind IN ${versions} AND region != ''`,
  )
  // subject_facts_v3 does not say when the log took a row; its position does.
  const industries = newest(
    sql`value`,
    sql`subject_facts_v3 WHERE attribute = 'industry_code' AND value != ''`,
  )
  return sql`
SELECT w.*, i.told AS industry
FROM (
  SELECT w.*, r.told AS region
  FROM (${warnings}) AS w
  ASOF LEFT JOIN (${regions}) AS r ON w.subject_key = r.subject_key
    AND w.known_order >= r.known_order
) AS w
ASOF LEFT JOIN (${industries}) AS i ON w.subject_key = i.subject_key
  AND w.known_order >= i.known_order`
}

/**
 * The first outcome after the second of knowing decides, once the warning's window and the time for
 * late reports are over. In the last second of the data more may still happen, so a window that
 * ends there is not over.
 */
function labelledSql(warnings: Sql, labelled: LabelledBy | null): Sql {
  if (labelled === null)
    return sql`
SELECT *, '' AS label, CAST(NULL AS Nullable(Int64)) AS lead_seconds, toUInt8(0) AS outside
FROM (${warnings})`
  const { outcome, table, subjects, told_until_second } = labelled
  const happened =
    outcome.form === 'within'
      ? sql`found AND happened - known_second <= ${outcome.within_seconds}`
      : sql`found AND positive`
  const told = integer(told_until_second - outcome.reported_within_seconds)
  const label =
    outcome.form === 'within'
      ? sql`multiIf(known_second + ${outcome.within_seconds} >= ${told}, 'undecided', ${happened},
        'true', 'false')`
      : sql`multiIf(NOT found OR happened > ${told}, 'undecided', positive, 'true', 'false')`
  return sql`
SELECT * EXCEPT (found, happened, positive, seen, gone_second), ${label} AS label,
  if(${happened}, toNullable(happened - known_second), NULL) AS lead_seconds,
  toUInt8(NOT ${isInPopulationSql(sql`known_ms`)}) AS outside
FROM (
  SELECT w.*, s.seen AS seen, s.gone_second AS gone_second
  FROM (
    SELECT w.*, o.found AS found, o.second AS happened, o.positive AS positive
    FROM (${warnings}) AS w
    ASOF LEFT JOIN (SELECT subject_key, second, positive, 1 AS found FROM ${table}) AS o
      ON w.subject_key = o.subject_key AND w.known_second < o.second
  ) AS w
  LEFT JOIN (SELECT subject_key, seen, gone_second FROM ${subjects}) AS s
    ON w.subject_key = s.subject_key
)`
}
