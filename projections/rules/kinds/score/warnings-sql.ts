import { bandWarnsSql, scoreMayWarnSql, scoreSql, scoreSurelyWarnsSql } from '#/rules/kinds/score/band-sql.ts'
import {
  agedSql,
  beforeEstimateSql,
  estimateColumns,
  EVER_BEFORE,
  EVER_UP_TO_HERE,
  MARGIN,
  reachedEstimateSql,
} from '#/rules/kinds/score/estimates-sql.ts'
import { contributesSql, newestIndexes, partColumns, warnsSql } from '#/rules/kinds/score/exact-sql.ts'
import { longestWindow, scoredFacts } from '#/rules/kinds/score/facts-sql.ts'
import type { ScoreParameters } from '#/rules/kinds/score/parameters.ts'
import { decayedSql } from '#/rules/kinds/score/points.ts'
import { instantTextSql } from '#/rules/places.ts'
import type { ScoreRule } from '#/rules/rule.ts'
import { inForceSql, type VersionsView } from '#/rules/versions-sql.ts'
import { anchorInForceSql, EVIDENCE_FACTS_MAX, factIdsSql } from '#/rules/warning-sql.ts'
import { joinedToWindows, piecesOfAnchorSql } from '#/rules/window-pieces-sql.ts'

/**
 * `W` of a score rule. Every instant has its own decayed points, so exact scores need each instant's facts; first, estimates that
 * cost the same however full a window is leave the few instants at which the band may change, and only these are joined to
 * their facts.
 */
export function scoreWarningsSql(rule: ScoreRule, view: VersionsView): string {
  const { parameters } = rule
  const facts = inForceSql(view, scoredFacts(rule))
  const evidence = `arraySort(arrayFilter(member -> member.3 OR ${isNewestSql(parameters)}, members))`
  return `
SELECT subject_id, ${instantTextSql('instant * 1000')} AS anchor, anchor AS anchor_at,
  ${factIdsSql(`arraySlice(${evidence}, -${EVIDENCE_FACTS_MAX}).2`)} AS evidence, toUInt64(length(${evidence})) AS evidence_count
FROM (${windowsSql(parameters, candidatesSql(rule, facts), facts)})
WHERE ${warnsSql(parameters, 'reached')} AND NOT ${warnsSql(parameters, 'before')}`
}

/** One row per anchor, with the exact sums of both windows and their facts. */
function windowsSql(parameters: ScoreParameters, candidates: string, facts: string): string {
  const { indicators, overrides } = parameters
  const sums = indicators.flatMap(({ counted }, index) => {
    if (counted === 'every') {
      return [
        `sum(part_${index} * in_reached) AS reached_${index}`,
        `sum(part_${index} * in_before) AS before_${index}`,
      ]
    }
    const newest = (side: string): string =>
      `maxIf((toUInt8(1), f.second, f.fact, part_${index}), f.picked_${index} AND in_${side})`
    return [
      `${newest('reached')} AS newest_${index}, newest_${index}.4 AS reached_${index}`,
      `${newest('before')}.4 AS before_${index}`,
    ]
  })
  const decisions = overrides.flatMap((_, index) => [
    `max(decision_reached_${index}) AS decides_reached_${index}`,
    `max(decision_before_${index}) AS decides_before_${index}`,
  ])
  return `
  WITH ${partColumns(parameters).join(', ')}
  SELECT any(a.subject_id) AS subject_id, a.anchor AS instant,
    groupArray((f.second, f.fact, toUInt8(${contributesSql(parameters)}))) AS members, ${[...sums, ...decisions].join(', ')}
  FROM ${joinedToWindows(longestWindow(parameters), candidates, facts)}
  GROUP BY a.subject_key, a.anchor`
}

/** Whether a member is the newest of an indicator that counts only that one, and adds something. */
function isNewestSql(parameters: ScoreParameters): string {
  const newest = newestIndexes(parameters).map(
    (index) => `(reached_${index} != 0 AND member.1 = newest_${index}.2 AND member.2 = newest_${index}.3)`,
  )
  return `(${newest.join(' OR ') || '0'})`
}

/** The instants at which the band may become one to warn of. */
function candidatesSql(rule: ScoreRule, facts: string): string {
  const { parameters } = rule
  const { indicators, overrides, window_seconds } = parameters
  const columns = [
    ...estimateColumns(parameters),
    ...indicators.flatMap((indicator, index) => {
      const points = `points_${index}`
      if (indicator.counted === 'every') {
        return [
          `${reachedEstimateSql(indicator, points, window_seconds)} AS reached_sum_${index}`,
          `${beforeEstimateSql(indicator, points, window_seconds)} AS before_sum_${index}`,
        ]
      }
      const newest = `maxIf((toUInt8(1), second, fact, ${points}), picked_${index})`
      return [
        `${newest} ${EVER_UP_TO_HERE} AS reached_newest_${index}`,
        `${newest} ${EVER_BEFORE} AS before_newest_${index}`,
      ]
    }),
    ...overrides.flatMap((_, index) => {
      const last = `maxIf((toUInt8(1), second), decides_${index})`
      return [
        `${last} ${EVER_UP_TO_HERE} AS reached_decision_${index}`,
        `${last} ${EVER_BEFORE} AS before_decision_${index}`,
      ]
    }),
  ]
  const estimate = (side: Side): string =>
    scoreSql(
      parameters,
      (index) => {
        const indicator = indicators[index]!
        if (indicator.counted === 'newest') return newestPointsSql(parameters, index, side)
        return side === 'reached' ? `reached_sum_${index}` : agedSql(indicator, `before_sum_${index}`)
      },
      'Float64',
    )
  const inEffect = (side: Side) => (index: number) => decisionInEffectSql(parameters, index, side)
  const [reached, before] = [estimate('reached'), estimate('before')]
  const mayWarn = scoreMayWarnSql(parameters, `(reached_score - ${MARGIN})`, `(reached_score + ${MARGIN})`)
  const surelyWarned = scoreSurelyWarnsSql(parameters, `(before_score - ${MARGIN})`, `(before_score + ${MARGIN})`)
  return `
  SELECT subject_key, any(subject_id) AS subject_id, second AS anchor,
    ${piecesOfAnchorSql(longestWindow(parameters), 'second')}
  FROM (
    SELECT *, ${reached} AS reached_score, ${before} AS before_score
    FROM (SELECT subject_key, subject_id, second, ${columns.join(', ')} FROM (${facts}))
  )
  WHERE ${bandWarnsSql(parameters, inEffect('reached'), mayWarn)}
    AND NOT ${bandWarnsSql(parameters, inEffect('before'), surelyWarned)} AND ${anchorInForceSql(rule, 'second')}
  GROUP BY subject_key, second`
}

type Side = 'reached' | 'before'

/** Exact, because the newest fact ever is the newest in the window if it lies there. */
function newestPointsSql({ indicators, window_seconds }: ScoreParameters, index: number, side: Side): string {
  const newest = `${side}_newest_${index}`
  const inWindow = side === 'reached' ? '>' : '>='
  const points = decayedSql(`${newest}.4`, `(second - ${newest}.2)`, indicators[index]!.half_life_seconds)
  return `if(${newest}.1 AND ${newest}.2 ${inWindow} second - ${window_seconds}, ${points}, 0)`
}

function decisionInEffectSql({ overrides }: ScoreParameters, index: number, side: Side): string {
  const last = `${side}_decision_${index}`
  return `(${last}.1 AND ${last}.2 ${side === 'reached' ? '>' : '>='} second - ${overrides[index]!.window_seconds})`
}
