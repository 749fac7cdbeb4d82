import {
  bandWarnsSql,
  scoreMayWarnSql,
  scoreSql,
  scoreSurelyWarnsSql,
} from '#/rules/kinds/score/band-sql.ts'
import {
  agedSql,
  beforeEstimateSql,
  estimateColumns,
  EVER_BEFORE,
  EVER_UP_TO_HERE,
  MARGIN,
  reachedEstimateSql,
} from '#/rules/kinds/score/estimates-sql.ts'
import {
  contributesSql,
  newestIndexes,
  partColumns,
  warnsSql,
} from '#/rules/kinds/score/exact-sql.ts'
import { longestWindow, scoredFacts } from '#/rules/kinds/score/facts-sql.ts'
import type { ScoreParameters, ScoreRule } from '#/rules/kinds/score/parameters.ts'
import { decayedSql } from '#/rules/kinds/score/decay.ts'
import { instantTextSql } from '#/rules/facts/knowledge-points.ts'
import { factsInForceSql, type VersionsView } from '#/rules/facts/versions-sql.ts'
import { factIdsSql } from '#/rules/facts/fact-ids-sql.ts'
import { anchorInForceSql, EVIDENCE_FACTS_MAX } from '#/rules/statements/warning-sql.ts'
import { joinedToWindows, piecesOfAnchorSql } from '#/rules/statements/window-pieces-sql.ts'
import { identifier, joined, or, sql, stepSql, type Sql } from '#/sql.ts'

/**
 * `W` of a score rule. Every instant has its own decayed points, so exact scores need each
 * instant's facts; first, estimates that cost the same however full a window is leave the few
 * instants at which the band may change, and only these are joined to their facts.
 */
export function scoreWarningsSql(rule: ScoreRule, view: VersionsView): Sql {
  const { parameters } = rule
  const facts = factsInForceSql(view, scoredFacts(rule))
  const evidence = sql`arraySort(arrayFilter(member -> member.3 OR ${isNewestSql(parameters)},
    members))`
  return stepSql(
    'warnings',
    'candidates whose exact score comes into a band to warn of',
    sql`
SELECT subject_id, ${instantTextSql(sql`instant * 1000`)} AS anchor, anchor AS anchor_at,
  ${factIdsSql(sql`arraySlice(${evidence}, -${EVIDENCE_FACTS_MAX}).2`)} AS evidence,
  toUInt64(length(${evidence})) AS evidence_count
FROM (${windowsSql(parameters, candidatesSql(rule, facts), facts)})
WHERE ${warnsSql(parameters, 'reached')} AND NOT ${warnsSql(parameters, 'before')}`,
  )
}

/** One row per anchor, with the exact sums of both windows and their facts. */
function windowsSql(parameters: ScoreParameters, candidates: Sql, facts: Sql): Sql {
  const { indicators, overrides } = parameters
  const sums = indicators.flatMap(({ counted }, index) => {
    if (counted === 'every') {
      return [
        sql`sum(part_${index} * in_reached) AS reached_${index}`,
        sql`sum(part_${index} * in_before) AS before_${index}`,
      ]
    }
    const newest = (side: Sql): Sql =>
      sql`maxIf((toUInt8(1), f.second, f.fact, part_${index}), f.picked_${index} AND in_${side})`
    return [
      sql`${newest(sql`reached`)} AS newest_${index}, newest_${index}.4 AS reached_${index}`,
      sql`${newest(sql`before`)}.4 AS before_${index}`,
    ]
  })
  const decisions = overrides.flatMap((_, index) => [
    sql`max(decision_reached_${index}) AS decides_reached_${index}`,
    sql`max(decision_before_${index}) AS decides_before_${index}`,
  ])
  return stepSql(
    'windows',
    'each candidate with the facts of its windows and their exact sums',
    sql`
  WITH ${joined(partColumns(parameters))}
  SELECT any(a.subject_id) AS subject_id, a.anchor AS instant,
    groupArray((f.second, f.fact, toUInt8(${contributesSql(parameters)}))) AS members,
    ${joined([...sums, ...decisions])}
  FROM ${joinedToWindows(longestWindow(parameters), candidates, facts)}
  GROUP BY a.subject_key, a.anchor`,
  )
}

/** Whether a member is the newest of an indicator that counts only that one, and adds something. */
function isNewestSql(parameters: ScoreParameters): Sql {
  const newest = newestIndexes(parameters).map(
    (index) =>
      sql`(reached_${index} != 0
        AND member.1 = newest_${index}.2 AND member.2 = newest_${index}.3)`,
  )
  return or(newest)
}

/** The instants at which the band may become one to warn of. */
function candidatesSql(rule: ScoreRule, facts: Sql): Sql {
  const { parameters } = rule
  const { indicators, overrides, window_seconds } = parameters
  const columns = [
    ...estimateColumns(parameters),
    ...indicators.flatMap((indicator, index) => {
      const points = sql`points_${index}`
      if (indicator.counted === 'every') {
        return [
          sql`${reachedEstimateSql(indicator, points, window_seconds)} AS reached_sum_${index}`,
          sql`${beforeEstimateSql(indicator, points, window_seconds)} AS before_sum_${index}`,
        ]
      }
      const newest = sql`maxIf((toUInt8(1), second, fact, ${points}), picked_${index})`
      return [
        sql`${newest} ${EVER_UP_TO_HERE} AS reached_newest_${index}`,
        sql`${newest} ${EVER_BEFORE} AS before_newest_${index}`,
      ]
    }),
    ...overrides.flatMap((_, index) => {
      const last = sql`maxIf((toUInt8(1), second), decides_${index})`
      return [
        sql`${last} ${EVER_UP_TO_HERE} AS reached_decision_${index}`,
        sql`${last} ${EVER_BEFORE} AS before_decision_${index}`,
      ]
    }),
  ]
  const estimate = (side: Side): Sql =>
    scoreSql(
      parameters,
      (index) => {
        const indicator = indicators[index]!
        if (indicator.counted === 'newest') return newestPointsSql(parameters, index, side)
        return side === 'reached'
          ? sql`reached_sum_${index}`
          : agedSql(indicator, sql`before_sum_${index}`)
      },
      'Float64',
    )
  const inEffect = (side: Side) => (index: number) => decisionInEffectSql(parameters, index, side)
  const [reached, before] = [estimate('reached'), estimate('before')]
  const mayWarn = scoreMayWarnSql(
    parameters,
    sql`(reached_score - ${MARGIN})`,
    sql`(reached_score + ${MARGIN})`,
  )
  const surelyWarned = scoreSurelyWarnsSql(
    parameters,
    sql`(before_score - ${MARGIN})`,
    sql`(before_score + ${MARGIN})`,
  )
  return stepSql(
    'candidates',
    'instants at which the estimated score may come into a band to warn of',
    sql`
  SELECT subject_key, any(subject_id) AS subject_id, second AS anchor,
    ${piecesOfAnchorSql(longestWindow(parameters), sql`second`)}
  FROM (
    SELECT *, ${reached} AS reached_score, ${before} AS before_score
    FROM (SELECT subject_key, subject_id, second, ${joined(columns)} FROM (${facts}))
  )
  WHERE ${bandWarnsSql(parameters, inEffect('reached'), mayWarn)}
    AND NOT ${bandWarnsSql(parameters, inEffect('before'), surelyWarned)}
      AND ${anchorInForceSql(rule, sql`second`)}
  GROUP BY subject_key, second`,
  )
}

type Side = 'reached' | 'before'

/** Exact, because the newest fact ever is the newest in the window if it lies there. */
function newestPointsSql(
  { indicators, window_seconds }: ScoreParameters,
  index: number,
  side: Side,
): Sql {
  const newest = identifier(`${side}_newest_${index}`)
  const inWindow = side === 'reached' ? sql`>` : sql`>=`
  const points = decayedSql(
    sql`${newest}.4`,
    sql`(second - ${newest}.2)`,
    indicators[index]!.half_life_seconds,
  )
  return sql`if(${newest}.1 AND ${newest}.2 ${inWindow} second - ${window_seconds}, ${points}, 0)`
}

function decisionInEffectSql({ overrides }: ScoreParameters, index: number, side: Side): Sql {
  const last = identifier(`${side}_decision_${index}`)
  const inWindow = side === 'reached' ? sql`>` : sql`>=`
  const window = overrides[index]!.window_seconds
  return sql`(${last}.1 AND ${last}.2 ${inWindow} second - ${window})`
}
