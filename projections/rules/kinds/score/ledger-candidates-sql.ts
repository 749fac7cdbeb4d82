import { scoreMayWarnSql, scoreSql, scoreSurelyWarnsSql } from '#/rules/kinds/score/band-sql.ts'
import {
  agedSql,
  beforeEstimateSql,
  beforeFrame,
  estimateColumns,
  EVER_BEFORE,
  EVER_UP_TO_HERE,
  MARGIN,
  reachedEstimateSql,
} from '#/rules/kinds/score/estimates-sql.ts'
import { longestWindow, scoredFacts } from '#/rules/kinds/score/facts-sql.ts'
import type { ScoreParameters, ScoreRule } from '#/rules/kinds/score/parameters.ts'
import { decayedSql } from '#/rules/kinds/score/decay.ts'
import { neverSql } from '#/rules/facts/knowledge-points.ts'
import { versionsSql, type VersionsView } from '#/rules/facts/versions-sql.ts'
import { anchorInForceSql } from '#/rules/statements/warning-sql.ts'
import { and, identifier, joined, sql, stepSql, type Sql } from '#/sql.ts'

/**
 * The instants that may ever have been anchors: where what was ever known may reach a band to warn
 * of, and what was surely known in the window just before does not already. A fact is surely known
 * there from the moment the instant's own first fact is, if it was known before everything later in
 * time and never ended (`settled`). Points that may have been known or not widen the range of the
 * score on the side on which they lie. Columns: `subject_key`, `subject_id`, `anchor`, `sample`,
 * `entries_of_subject`.
 */
export function scoreLedgerCandidatesSql(rule: ScoreRule, view: VersionsView): Sql {
  const { parameters } = rule
  const never = neverSql(view.known.by)
  const window = longestWindow(parameters)
  const versions = sql`
        SELECT *, known_until = ${never} AND known_from <= min(known_from)
            OVER (PARTITION BY subject_key ORDER BY second DESC
              RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS settled,
          count() OVER (PARTITION BY subject_key ORDER BY second
            RANGE BETWEEN ${window} PRECEDING AND CURRENT ROW) AS entries
        FROM (${versionsSql(view, scoredFacts(rule))})`
  return stepSql(
    'candidates',
    'instants that may ever have been anchors, judged by all that was ever known',
    sql`
  SELECT subject_key, subject_id, anchor, sample,
    sum(entries) OVER (PARTITION BY subject_key) AS entries_of_subject
  FROM (
    SELECT subject_key, any(subject_id) AS subject_id, second AS anchor, max(entries) AS entries,
      min(fact_id) AS sample
    FROM (SELECT *, ${joined(rangeColumns(parameters))} FROM (
      SELECT subject_key, subject_id, fact_id, second, entries, ${joined(columnsOf(parameters))}
      FROM (${versions})))
    WHERE (${mayWarnSql(parameters)}) AND NOT (${surelyWarnedSql(parameters)})
      AND ${anchorInForceSql(rule, sql`second`)}
    GROUP BY subject_key, second
  )`,
  )
}

function columnsOf(parameters: ScoreParameters): readonly Sql[] {
  const { indicators, overrides, window_seconds } = parameters
  return [
    ...estimateColumns(parameters),
    ...indicators.flatMap((indicator, index) => {
      const points = sql`points_${index}`
      const [gained, lost] = [sql`greatest(${points}, 0)`, sql`least(${points}, 0)`]
      const sums = [
        sql`${reachedEstimateSql(indicator, gained, window_seconds)} AS reached_high_${index}`,
        sql`${reachedEstimateSql(indicator, lost, window_seconds)} AS reached_low_${index}`,
      ]
      if (indicator.counted === 'newest') {
        // Of versions of one fact in one second, one that is not settled stands for all of them.
        const newest = sql`maxIf((toUInt8(1), second, fact, NOT settled, ${points}),
          picked_${index})`
        return [
          ...sums,
          sql`${beforeEstimateSql(indicator, gained, window_seconds)} AS before_high_${index}`,
          sql`${beforeEstimateSql(indicator, lost, window_seconds)} AS before_low_${index}`,
          sql`${newest} ${EVER_BEFORE} AS before_newest_${index}`,
        ]
      }
      return [
        ...sums,
        sql`${beforeEstimateSql(indicator, sql`if(settled, ${points}, ${gained})`, window_seconds)}
          AS before_high_${index}`,
        sql`${beforeEstimateSql(indicator, sql`if(settled, ${points}, ${lost})`, window_seconds)}
          AS before_low_${index}`,
      ]
    }),
    ...overrides.flatMap(({ window_seconds: window }, index) => [
      sql`maxIf((toUInt8(1), second), decides_${index}) ${EVER_UP_TO_HERE}
        AS reached_decision_${index}`,
      sql`countIf(decides_${index}) ${beforeFrame(window)} AS before_decisions_${index}`,
      sql`countIf(decides_${index} AND settled) ${beforeFrame(window)} AS sure_decisions_${index}`,
    ]),
  ]
}

/**
 * The least and the greatest score that may have been: `reached_least`, `reached_most`,
 * `before_least`, `before_most`.
 */
function rangeColumns(parameters: ScoreParameters): readonly Sql[] {
  const { indicators } = parameters
  const reached = (end: End): Sql =>
    scoreSql(parameters, (index) => identifier(`reached_${end}_${index}`), 'Float64')
  const before = (end: End): Sql =>
    scoreSql(
      parameters,
      (index) => {
        const indicator = indicators[index]!
        const widest = agedSql(indicator, identifier(`before_${end}_${index}`))
        return indicator.counted === 'newest' ? newestBeforeSql(parameters, index, widest) : widest
      },
      'Float64',
    )
  return [
    sql`${reached('low')} - ${MARGIN} AS reached_least,
      ${reached('high')} + ${MARGIN} AS reached_most`,
    sql`${before('low')} - ${MARGIN} AS before_least, ${before('high')} + ${MARGIN} AS before_most`,
  ]
}

type End = 'low' | 'high'

/**
 * The newest fact ever before the instant, if it is settled, is surely the newest known; otherwise
 * any may be.
 */
function newestBeforeSql(
  { indicators, window_seconds }: ScoreParameters,
  index: number,
  widest: Sql,
): Sql {
  const newest = sql`before_newest_${index}`
  const points = decayedSql(
    sql`${newest}.5`,
    sql`(second - ${newest}.2)`,
    indicators[index]!.half_life_seconds,
  )
  return sql`if(${newest}.1 AND NOT ${newest}.4 AND ${newest}.2 >= second - ${window_seconds},
    toFloat64(${points}), ${widest})`
}

function mayWarnSql(parameters: ScoreParameters): Sql {
  const decisions = parameters.overrides.flatMap(({ band, window_seconds }, index) =>
    parameters.warn_bands.includes(band)
      ? [
          sql`(reached_decision_${index}.1
            AND reached_decision_${index}.2 > second - ${window_seconds})`,
        ]
      : [],
  )
  return joined(
    [scoreMayWarnSql(parameters, sql`reached_least`, sql`reached_most`), ...decisions],
    ' OR ',
  )
}

/** By the score or by decisions, if no decision may lead to a band without warning. */
function surelyWarnedSql(parameters: ScoreParameters): Sql {
  const { overrides, warn_bands } = parameters
  const milder = overrides.flatMap(({ band }, index) =>
    warn_bands.includes(band) ? [] : [sql`before_decisions_${index} = 0`],
  )
  const decided = overrides.flatMap(({ band }, index) =>
    warn_bands.includes(band) ? [sql`sure_decisions_${index} > 0`] : [],
  )
  const warned = joined(
    [scoreSurelyWarnsSql(parameters, sql`before_least`, sql`before_most`), ...decided],
    ' OR ',
  )
  return and([...milder, sql`(${warned})`])
}
