import { knownMsSql, knownOf, type BacktestScope } from '#/backtest/backtest-scope.ts'
import { outcomeTypes, type NextOutcome, type Outcome } from '#/backtest/outcome.ts'
import { filterSql, selectionSql } from '#/rules/facts/filter-sql.ts'
import { tiedSql, tieSql } from '#/rules/facts/match-fields.ts'
import { factsInForceSql } from '#/rules/facts/versions-sql.ts'
import { NOTHING, sql, textList, type Sql } from '#/sql.ts'
import { BEFORE_ALL_SECONDS } from '@jianwei/events/working-days/civil-seconds.ts'

/**
 * One row per subject and second in which facts of the outcome lie, by the final truth:
 * `subject_key`, `second`, `previous` (the one before of the same subject, or
 * `BEFORE_ALL_SECONDS`), and whether it is `positive`: always for `within`, for `next` by its
 * condition.
 */
export function outcomesTableSql(outcome: Outcome, view: BacktestScope, rows_max: number): Sql {
  return sql`
SELECT subject_key, second, positive,
  lagInFrame(second, 1, toInt64(${BEFORE_ALL_SECONDS}))
    OVER (PARTITION BY subject_key ORDER BY second
    ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS previous
FROM (${instantsSql(outcome, view)})
LIMIT ${rows_max + 1}`
}

function instantsSql(outcome: Outcome, view: BacktestScope): Sql {
  const versions = { scope: { of: 'everything' }, known: knownOf(view) } as const
  const condition = selectionSql(outcome.of)
  const grouped = (rows: Sql, positive: Sql): Sql =>
    sql`
SELECT subject_key, toInt64(second) AS second, toUInt8(max(${positive})) AS positive
FROM (${rows})
GROUP BY subject_key, second`
  if (outcome.form === 'within')
    return grouped(factsInForceSql(versions, { condition, extra: {} }), sql`1`)
  const { answer } = outcome
  if ('is' in answer) {
    return grouped(
      factsInForceSql(versions, { condition, extra: { positive: filterSql(answer.is) } }),
      sql`positive`,
    )
  }
  return grouped(answeredSql(outcome, answer, view), sql`found`)
}

function answeredSql(
  outcome: NextOutcome,
  { has, match }: Extract<NextOutcome['answer'], { has: unknown }>,
  view: BacktestScope,
): Sql {
  const versions = { scope: { of: 'everything' }, known: knownOf(view) } as const
  const extra = { tie: tieSql(match) }
  const of = factsInForceSql(versions, { condition: selectionSql(outcome.of), extra })
  const answers = factsInForceSql(versions, {
    condition: sql`${selectionSql(has)} AND ${tiedSql(match)}`,
    extra,
  })
  return sql`
SELECT o.subject_key AS subject_key, o.second AS second, a.found AS found
FROM (${of}) AS o
LEFT JOIN (
  SELECT subject_key, second, tie, 1 AS found
  FROM (${answers})
  GROUP BY subject_key, second, tie
) AS a
  USING (subject_key, second, tie)`
}

/**
 * What is known of the time that the log covers, in milliseconds since 1970; all 0 when `facts` is.
 */
export interface CoverageRow {
  readonly facts: string
  readonly first_ms: string
  readonly last_ms: string
}

/** The span over which facts of these types became known, and what amends them. */
export function coverageOfTypesSql(
  types: readonly string[],
  { by, head }: Pick<BacktestScope, 'by' | 'head'>,
): Sql {
  return toldOfSql(types, types, { by, head })
}

/**
 * The span over which the sources that tell of the outcome have told of it or of what the rule
 * watches. Its end is the end of the data: a window that reaches beyond it is not over, however
 * long the log goes on with other sources. Other facts of theirs do not count, as registers hold
 * days that are far ahead.
 */
export function coverageOfOutcomeSql(
  outcome: Outcome,
  watched: readonly string[],
  { by, head }: Pick<BacktestScope, 'by' | 'head'>,
): Sql {
  const types = outcomeTypes(outcome)
  return toldOfSql(types, [...types, ...watched], { by, head })
}

/**
 * The span over which sources of facts of the first types told of the second types, or amended
 * anything.
 */
function toldOfSql(
  ofSources: readonly string[],
  types: readonly string[],
  { by, head }: Pick<BacktestScope, 'by' | 'head'>,
): Sql {
  const until = sql`position <= ${head}`
  const sources = sql`
SELECT source
FROM events_by_type_v3
WHERE event_type IN ${textList(ofSources)} AND version_kind = 'original' AND ${until}
GROUP BY source`
  const told = sql`(version_kind IN ('correction', 'retraction')
    OR (version_kind = 'original' AND event_type IN ${textList(types)}))`
  return coverageSql(by, sql`${until} AND ${told} AND source IN (${sources})`)
}

/**
 * How far the clock has gone. By platform it goes with everything that the log took; by source with
 * what was reported, as the platform that writes its own records does not know how far its sources
 * are.
 */
export function lastKnownSql({ by, head }: Pick<BacktestScope, 'by' | 'head'>): Sql {
  return coverageSql(
    by,
    sql`position <= ${head}${by === 'source' ? sql` AND version_kind != 'record'` : NOTHING}`,
  )
}

function coverageSql(by: BacktestScope['by'], condition: Sql): Sql {
  const ms = knownMsSql(by)
  return sql`
SELECT count() AS facts, min(${ms}) AS first_ms, max(${ms}) AS last_ms
FROM events_v2
WHERE ${condition}`
}

export interface ReportingDelayRow {
  readonly facts: string
  /** Median and 90 % quantile of the seconds from a fact to its report, never below 0. */
  readonly delays: readonly [string, string]
}

/** How late facts of the outcome are told. */
export function reportingDelaySql(
  outcome: Outcome,
  { by, head }: Pick<BacktestScope, 'by' | 'head'>,
): Sql {
  const delay = sql`greatest(toInt64(0),
    intDiv(${knownMsSql(by)} - toUnixTimestamp64Milli(occurred_at), 1000))`
  return sql`
SELECT count() AS facts, quantilesExactLow(0.5, 0.9)(${delay}) AS delays
FROM events_by_type_v3
WHERE version_kind = 'original' AND position <= ${head} AND ${selectionSql(outcome.of)}`
}
