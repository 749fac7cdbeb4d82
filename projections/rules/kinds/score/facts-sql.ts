import { decimal, joined, sql, textList, type Sql } from '#/sql.ts'
import { dataNumberSql, hasNumberSql } from '#/rules/facts/fields/field-sql.ts'
import { fieldPresentSql, filterSql, selectionSql } from '#/rules/facts/filter-sql.ts'
import {
  FACT_MICRO_MAX,
  SCORE_AMOUNT_MAX,
  type FactPoints,
  type PointsPerAmount,
  type ScoreIndicator,
  type ScoreParameters,
  type ScoreRule,
} from '#/rules/kinds/score/parameters.ts'
import {
  factsInForceSql,
  type SelectedFacts,
  type VersionsView,
} from '#/rules/facts/versions-sql.ts'
import { FACT_NUMBER } from '#/rules/facts/fact-ids-sql.ts'
import { sampleSql } from '#/rules/statements/warning-sql.ts'
import { pieceSql } from '#/rules/statements/window-pieces-sql.ts'

/** The longest time that a fact matters. */
export function longestWindow({ window_seconds, overrides }: ScoreParameters): number {
  return Math.max(window_seconds, ...overrides.map((override) => override.window_seconds))
}

/**
 * The facts of all indicators and overrides: `fact`, the `piece` of time they lie in, and what they
 * are to each. For indicator i the new points `points_i` (0 where it does not select the fact) and,
 * where only the newest counts, `picked_i`; for override j `decides_j`.
 */
export function scoredFacts({ parameters }: ScoreRule): SelectedFacts {
  const { indicators, overrides } = parameters
  const picked = indicators.map(pickedSql)
  const decides = overrides.map(({ of }) => sql`(${selectionSql(of)})`)
  const extra: Record<string, Sql> = {
    fact: FACT_NUMBER,
    piece: pieceSql(longestWindow(parameters), sql`second`),
  }
  for (const [index, indicator] of indicators.entries()) {
    const { points, counted } = indicator
    extra[`points_${index}`] = sql`if(${pickedSql(indicator)}, ${newPointsSql(points)}, toInt64(0))`
    if (counted === 'newest') extra[`picked_${index}`] = sql`toUInt8(${pickedSql(indicator)})`
  }
  for (const [index, condition] of decides.entries())
    extra[`decides_${index}`] = sql`toUInt8(${condition})`
  return { condition: scoredSql(parameters, [...picked, ...decides]), extra }
}

/**
 * The types stand first and by themselves, so that the engine reads what filters ask of these facts
 * only, and nothing where the types say all.
 */
function scoredSql({ indicators, overrides }: ScoreParameters, selected: readonly Sql[]): Sql {
  const all = [...indicators, ...overrides]
  const types = [...new Set(all.flatMap(({ of }) => of.events))]
  const whole = new Set(
    all.flatMap((each) =>
      each.of.where === undefined && !('points' in each && 'per' in each.points)
        ? each.of.events
        : [],
    ),
  )
  const ofTypes = sql`event_type IN ${textList(types)}`
  return types.every((type) => whole.has(type))
    ? ofTypes
    : sql`${ofTypes} AND (${joined(selected, ' OR ')})`
}

/**
 * Facts that an indicator selects and cannot use: without an amount, or with one that is not to be
 * added up.
 */
export function scoreOutcomesSql({ parameters }: ScoreRule, view: VersionsView): Sql {
  const problems = parameters.indicators.flatMap(({ of, points }) => {
    if (!('per' in points)) return []
    const selected = sql`(${selectionSql(of)})`
    const present = fieldPresentSql(points.field)
    return [
      sql`if(${selected} AND NOT ${present}, 'AMOUNT_MISSING', '')`,
      sql`if(${selected} AND ${present} AND NOT ${usableSql(points)}, 'AMOUNT_UNUSABLE', '')`,
    ]
  })
  // Once per reason, however many indicators cannot use the fact.
  const codes = sql`arrayDistinct(arrayFilter(code -> code != '',
    [${problems.length === 0 ? sql`''` : joined(problems)}]))`
  return sql`
SELECT 'insufficient_data' AS outcome, code, count() AS facts,
  ${sampleSql(sql`toString(fact_id)`)}
FROM (${factsInForceSql(view, { condition: sql`notEmpty(${codes})`, extra: { codes } })})
ARRAY JOIN codes AS code
GROUP BY code`
}

function pickedSql({ of, points }: ScoreIndicator): Sql {
  const selected = selectionSql(of)
  return 'per' in points ? sql`(${selected} AND ${usableSql(points)})` : sql`(${selected})`
}

function newPointsSql(points: FactPoints): Sql {
  if ('each' in points) return sql`toInt64(${points.each})`
  if ('per' in points) return sql`toInt64(${amountPointsSql(points)})`
  const cases = points.values.flatMap(({ value, points: micro }) => [
    filterSql({ field: points.by_value, eq: value }),
    sql`toInt64(${micro})`,
  ])
  return sql`multiIf(${joined(cases)}, toInt64(${points.otherwise}))`
}

/** A whole Float64, by the operations and in the order of `factPoints` in `reference.ts`. */
function amountPointsSql({ field, per, points }: PointsPerAmount): Sql {
  const amount = dataNumberSql(field)
  return sql`floor(${amount} * toFloat64(${points}) / toFloat64(${decimal(per)}) + 0.5)`
}

function usableSql(points: PointsPerAmount): Sql {
  return sql`(${hasNumberSql(points.field)}
    AND abs(${dataNumberSql(points.field)}) <= ${SCORE_AMOUNT_MAX}
    AND abs(${amountPointsSql(points)}) <= ${FACT_MICRO_MAX})`
}
