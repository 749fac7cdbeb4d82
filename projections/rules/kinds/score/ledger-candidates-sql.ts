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
import type { ScoreParameters } from '#/rules/kinds/score/parameters.ts'
import { decayedSql } from '#/rules/kinds/score/points.ts'
import { neverSql } from '#/rules/places.ts'
import type { ScoreRule } from '#/rules/rule.ts'
import { versionsSql, type VersionsView } from '#/rules/versions-sql.ts'
import { anchorInForceSql } from '#/rules/warning-sql.ts'

/**
 * The instants that may ever have been anchors: where what was ever known may reach a band to warn of, and what was surely known in
 * the window just before does not already. A fact is surely known there from the moment the instant's own first fact is, if it was
 * known before everything later in time and never ended (`settled`). Points that may have been known or not widen the range of the score
 * on the side on which they lie. Columns: `subject_key`, `subject_id`, `anchor`, `sample`, `entries_of_subject`.
 */
export function scoreLedgerCandidatesSql(rule: ScoreRule, view: VersionsView): string {
  const { parameters } = rule
  const never = neverSql(view.known.by)
  const window = longestWindow(parameters)
  const versions = `
        SELECT *, known_until = ${never} AND known_from <= min(known_from)
            OVER (PARTITION BY subject_key ORDER BY second DESC RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS settled,
          count() OVER (PARTITION BY subject_key ORDER BY second RANGE BETWEEN ${window} PRECEDING AND CURRENT ROW) AS entries
        FROM (${versionsSql(view, scoredFacts(rule))})`
  return `
  SELECT subject_key, subject_id, anchor, sample, sum(entries) OVER (PARTITION BY subject_key) AS entries_of_subject
  FROM (
    SELECT subject_key, any(subject_id) AS subject_id, second AS anchor, max(entries) AS entries, any(fact_id) AS sample
    FROM (SELECT *, ${rangeColumns(parameters).join(', ')} FROM (
      SELECT subject_key, subject_id, fact_id, second, entries, ${columnsOf(parameters).join(', ')} FROM (${versions})))
    WHERE (${mayWarnSql(parameters)}) AND NOT (${surelyWarnedSql(parameters)}) AND ${anchorInForceSql(rule, 'second')}
    GROUP BY subject_key, second
  )`
}

function columnsOf(parameters: ScoreParameters): readonly string[] {
  const { indicators, overrides, window_seconds } = parameters
  return [
    ...estimateColumns(parameters),
    ...indicators.flatMap((indicator, index) => {
      const points = `points_${index}`
      const [gained, lost] = [`greatest(${points}, 0)`, `least(${points}, 0)`]
      const sums = [
        `${reachedEstimateSql(indicator, gained, window_seconds)} AS reached_high_${index}`,
        `${reachedEstimateSql(indicator, lost, window_seconds)} AS reached_low_${index}`,
      ]
      if (indicator.counted === 'newest') {
        // Of versions of one fact in one second, one that is not settled stands for all of them.
        const newest = `maxIf((toUInt8(1), second, fact, NOT settled, ${points}), picked_${index})`
        return [
          ...sums,
          `${beforeEstimateSql(indicator, gained, window_seconds)} AS before_high_${index}`,
          `${beforeEstimateSql(indicator, lost, window_seconds)} AS before_low_${index}`,
          `${newest} ${EVER_BEFORE} AS before_newest_${index}`,
        ]
      }
      return [
        ...sums,
        `${beforeEstimateSql(indicator, `if(settled, ${points}, ${gained})`, window_seconds)} AS before_high_${index}`,
        `${beforeEstimateSql(indicator, `if(settled, ${points}, ${lost})`, window_seconds)} AS before_low_${index}`,
      ]
    }),
    ...overrides.flatMap(({ window_seconds: window }, index) => [
      `maxIf((toUInt8(1), second), decides_${index}) ${EVER_UP_TO_HERE} AS reached_decision_${index}`,
      `countIf(decides_${index}) ${beforeFrame(window)} AS before_decisions_${index}`,
      `countIf(decides_${index} AND settled) ${beforeFrame(window)} AS sure_decisions_${index}`,
    ]),
  ]
}

/** The least and the greatest score that may have been: `reached_least`, `reached_most`, `before_least`, `before_most`. */
function rangeColumns(parameters: ScoreParameters): readonly string[] {
  const { indicators } = parameters
  const reached = (end: End): string => scoreSql(parameters, (index) => `reached_${end}_${index}`, 'Float64')
  const before = (end: End): string =>
    scoreSql(
      parameters,
      (index) => {
        const indicator = indicators[index]!
        const widest = agedSql(indicator, `before_${end}_${index}`)
        return indicator.counted === 'newest' ? newestBeforeSql(parameters, index, widest) : widest
      },
      'Float64',
    )
  return [
    `${reached('low')} - ${MARGIN} AS reached_least, ${reached('high')} + ${MARGIN} AS reached_most`,
    `${before('low')} - ${MARGIN} AS before_least, ${before('high')} + ${MARGIN} AS before_most`,
  ]
}

type End = 'low' | 'high'

/** The newest fact ever before the instant, if it is settled, is surely the newest known; otherwise any may be. */
function newestBeforeSql({ indicators, window_seconds }: ScoreParameters, index: number, widest: string): string {
  const newest = `before_newest_${index}`
  const points = decayedSql(`${newest}.5`, `(second - ${newest}.2)`, indicators[index]!.half_life_seconds)
  return `if(${newest}.1 AND NOT ${newest}.4 AND ${newest}.2 >= second - ${window_seconds}, toFloat64(${points}), ${widest})`
}

function mayWarnSql(parameters: ScoreParameters): string {
  const decisions = parameters.overrides.flatMap(({ band, window_seconds }, index) =>
    parameters.warn_bands.includes(band)
      ? [`(reached_decision_${index}.1 AND reached_decision_${index}.2 > second - ${window_seconds})`]
      : [],
  )
  return [scoreMayWarnSql(parameters, 'reached_least', 'reached_most'), ...decisions].join(' OR ')
}

/** By the score or by decisions, if no decision may lead to a band without warning. */
function surelyWarnedSql(parameters: ScoreParameters): string {
  const { overrides, warn_bands } = parameters
  const milder = overrides.flatMap(({ band }, index) =>
    warn_bands.includes(band) ? [] : [`before_decisions_${index} = 0`],
  )
  const decided = overrides.flatMap(({ band }, index) =>
    warn_bands.includes(band) ? [`sure_decisions_${index} > 0`] : [],
  )
  const warned = [scoreSurelyWarnsSql(parameters, 'before_least', 'before_most'), ...decided].join(' OR ')
  return [...milder, `(${warned})`].join(' AND ')
}
