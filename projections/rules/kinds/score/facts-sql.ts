import { decimal, textList } from '#/sql.ts'
import { fieldPresentSql, filterSql, payloadPath, selectionSql } from '#/rules/filter-sql.ts'
import {
  FACT_MICRO_MAX,
  SCORE_AMOUNT_MAX,
  type FactPoints,
  type PointsPerAmount,
  type ScoreIndicator,
  type ScoreParameters,
} from '#/rules/kinds/score/parameters.ts'
import type { ScoreRule } from '#/rules/rule.ts'
import { inForceSql, type SelectedFacts, type VersionsView } from '#/rules/versions-sql.ts'
import { FACT_NUMBER, OUTCOME_SAMPLE_MAX } from '#/rules/warning-sql.ts'
import { pieceSql } from '#/rules/window-pieces-sql.ts'

/** The longest time that a fact matters. */
export function longestWindow({ window_seconds, overrides }: ScoreParameters): number {
  return Math.max(window_seconds, ...overrides.map((override) => override.window_seconds))
}

/**
 * The facts of all indicators and overrides: `fact`, the `piece` of time they lie in, and what they are to each. For indicator i the new points
 * `points_i` (0 where it does not select the fact) and, where only the newest counts, `picked_i`; for override j `decides_j`.
 */
export function scoredFacts({ parameters }: ScoreRule): SelectedFacts {
  const { indicators, overrides } = parameters
  const picked = indicators.map(pickedSql)
  const decides = overrides.map(({ of }) => `(${selectionSql(of)})`)
  const extra: Record<string, string> = { fact: FACT_NUMBER, piece: pieceSql(longestWindow(parameters), 'second') }
  for (const [index, { points, counted }] of indicators.entries()) {
    extra[`points_${index}`] = `if(${picked[index]}, ${newPointsSql(points)}, toInt64(0))`
    if (counted === 'newest') extra[`picked_${index}`] = `toUInt8(${picked[index]})`
  }
  for (const [index, condition] of decides.entries()) extra[`decides_${index}`] = `toUInt8(${condition})`
  return { condition: scoredSql(parameters, [...picked, ...decides]), extra }
}

/** The types stand first and by themselves, so that the engine reads the payloads of these facts only, and none where the types say all. */
function scoredSql({ indicators, overrides }: ScoreParameters, selected: readonly string[]): string {
  const all = [...indicators, ...overrides]
  const types = [...new Set(all.flatMap(({ of }) => of.events))]
  const whole = new Set(
    all.flatMap((each) =>
      each.of.where === undefined && !('points' in each && 'per' in each.points) ? each.of.events : [],
    ),
  )
  const ofTypes = `event_type IN ${textList(types)}`
  return types.every((type) => whole.has(type)) ? ofTypes : `${ofTypes} AND (${selected.join(' OR ')})`
}

/** Facts that an indicator selects and cannot use: without an amount, or with one that is not to be added up. */
export function scoreOutcomesSql({ parameters }: ScoreRule, view: VersionsView): string {
  const problems = parameters.indicators.flatMap(({ of, points }) => {
    if (!('per' in points)) return []
    const selected = `(${selectionSql(of)})`
    const present = fieldPresentSql(points.field)
    return [
      `if(${selected} AND NOT ${present}, 'AMOUNT_MISSING', '')`,
      `if(${selected} AND ${present} AND NOT ${usableSql(points)}, 'AMOUNT_UNUSABLE', '')`,
    ]
  })
  // Once per reason, however many indicators cannot use the fact.
  const codes = `arrayDistinct(arrayFilter(code -> code != '', [${problems.join(', ') || `''`}]))`
  return `
SELECT 'insufficient_data' AS outcome, code, count() AS facts,
  groupArray(${OUTCOME_SAMPLE_MAX})(toString(fact_id)) AS sample
FROM (${inForceSql(view, { condition: `notEmpty(${codes})`, extra: { codes } })})
ARRAY JOIN codes AS code
GROUP BY code`
}

function pickedSql({ of, points }: ScoreIndicator): string {
  const selected = selectionSql(of)
  return 'per' in points ? `(${selected} AND ${usableSql(points)})` : `(${selected})`
}

function newPointsSql(points: FactPoints): string {
  if ('each' in points) return `toInt64(${points.each})`
  if ('per' in points) return `toInt64(${amountPointsSql(points)})`
  const cases = points.values.flatMap(({ value, points: micro }) => [
    filterSql({ field: points.by_value, eq: value }),
    `toInt64(${micro})`,
  ])
  return `multiIf(${cases.join(', ')}, toInt64(${points.otherwise}))`
}

/** A whole Float64, by the operations and in the order of `factPoints` in `reference.ts`. */
function amountPointsSql({ field, per, points }: PointsPerAmount): string {
  return `floor(JSONExtractFloat(${payloadPath(field)}) * toFloat64(${points}) / toFloat64(${decimal(per)}) + 0.5)`
}

function usableSql(points: PointsPerAmount): string {
  const path = payloadPath(points.field)
  return `(JSONType(${path}) IN ('Int64', 'UInt64', 'Double') AND abs(JSONExtractFloat(${path})) <= ${SCORE_AMOUNT_MAX}
    AND abs(${amountPointsSql(points)}) <= ${FACT_MICRO_MAX})`
}
