import { integer, joined, sql, type Sql } from '#/sql.ts'
import { bandSql, cappedSql, scoreSql } from '#/rules/kinds/score/band-sql.ts'
import { longestWindow, scoredFacts } from '#/rules/kinds/score/facts-sql.ts'
import { decayedSql } from '#/rules/kinds/score/decay.ts'
import { ruleFactsOf } from '#/rules/facts/rule-facts.ts'
import { scoreSelections, type ScoreRule } from '#/rules/kinds/score/parameters.ts'
import { factsInForceSql, type VersionsView } from '#/rules/facts/versions-sql.ts'

/**
 * A subject's score at an instant, in micro-points (`pointsText` writes them as points), and what
 * each indicator adds within its cap, in the order of the rule. 64-bit integers.
 */
export interface ScoreRow {
  readonly subject_id: string
  readonly score: string
  readonly band: string
  readonly parts: readonly string[]
}

/**
 * The score at the second `at` over (at − window, at]: a row of `ScoreRow` for each subject of the
 * scope with a fact there, as known. Every other subject has the base, and its band. Linear in the
 * facts.
 */
export function scoreAtSql(rule: ScoreRule, view: VersionsView, at: number): Sql {
  const rule_facts = ruleFactsOf(rule, scoreSelections(rule))
  const { parameters } = rule
  const { indicators, overrides, window_seconds } = parameters
  const instant = integer(at)
  const sums = indicators.map(({ counted, half_life_seconds }, index) => {
    const part = decayedSql(sql`points_${index}`, sql`(${instant} - second)`, half_life_seconds)
    const inWindow = sql`second > ${at - window_seconds}`
    const sum =
      counted === 'every'
        ? sql`sumIf(${part}, ${inWindow})`
        : sql`maxIf((toUInt8(1), second, fact, ${part}), picked_${index} AND ${inWindow}).4`
    return sql`${sum} AS sum_${index}`
  })
  const decisions = overrides.map(
    ({ window_seconds: window }, index) =>
      sql`countIf(decides_${index} AND second > ${at - window}) AS decides_${index}`,
  )
  const score = scoreSql(parameters, (index) => sql`sum_${index}`, 'Int64')
  const parts = indicators.map(({ cap }, index) => cappedSql(sql`sum_${index}`, cap, 'Int64'))
  return sql`
SELECT subject_id, score, ${bandSql(
    parameters,
    (index) => sql`decides_${index} > 0`,
    sql`score`,
    (name) => sql`${name}`,
  )} AS band, parts
FROM (
  SELECT subject_id, ${score} AS score, [${joined(parts)}] AS parts${joined(
    overrides.map((_, index) => sql`, decides_${index}`),
    '',
  )}
  FROM (
    SELECT any(subject_id) AS subject_id, ${joined([...sums, ...decisions])}
    FROM (${factsInForceSql({ ...view, rule_facts }, scoredFacts(rule))})
    WHERE second <= ${instant} AND second > ${at - longestWindow(parameters)}
    GROUP BY subject_key
  )
)`
}
