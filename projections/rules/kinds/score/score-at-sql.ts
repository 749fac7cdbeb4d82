import { integer, text } from '#/sql.ts'
import { bandSql, cappedSql, scoreSql } from '#/rules/kinds/score/band-sql.ts'
import { longestWindow, scoredFacts } from '#/rules/kinds/score/facts-sql.ts'
import { decayedSql } from '#/rules/kinds/score/points.ts'
import { judgingOf } from '#/rules/judging.ts'
import type { ScoreRule } from '#/rules/rule.ts'
import { inForceSql, type VersionsView } from '#/rules/versions-sql.ts'

/**
 * A subject's score at an instant, in micro-points (`pointsText` writes them as points), and what each indicator adds within its cap, in the
 * order of the rule. 64-bit integers.
 */
export interface ScoreRow {
  readonly subject_id: string
  readonly score: string
  readonly band: string
  readonly parts: readonly string[]
}

/**
 * The score at the second `at` over (at − window, at]: a row of `ScoreRow` for each subject of the scope with a fact there, as known. Every other subject
 * has the base, and its band. Linear in the facts.
 */
export function scoreAtSql(rule: ScoreRule, view: VersionsView, at: number): string {
  const { parameters } = rule
  const { indicators, overrides, window_seconds } = parameters
  const instant = integer(at)
  const sums = indicators.map(({ counted, half_life_seconds }, index) => {
    const part = decayedSql(`points_${index}`, `(${instant} - second)`, half_life_seconds)
    const inWindow = `second > ${integer(at - window_seconds)}`
    const sum =
      counted === 'every'
        ? `sumIf(${part}, ${inWindow})`
        : `maxIf((toUInt8(1), second, fact, ${part}), picked_${index} AND ${inWindow}).4`
    return `${sum} AS sum_${index}`
  })
  const decisions = overrides.map(
    ({ window_seconds: window }, index) =>
      `countIf(decides_${index} AND second > ${integer(at - window)}) AS decides_${index}`,
  )
  const score = scoreSql(parameters, (index) => `sum_${index}`, 'Int64')
  const parts = indicators.map(({ cap }, index) => cappedSql(`sum_${index}`, cap, 'Int64'))
  return `
SELECT subject_id, score, ${bandSql(parameters, (index) => `decides_${index} > 0`, 'score', text)} AS band, parts
FROM (
  SELECT subject_id, ${score} AS score, [${parts.join(', ')}] AS parts${overrides.map((_, index) => `, decides_${index}`).join('')}
  FROM (
    SELECT any(subject_id) AS subject_id, ${[...sums, ...decisions].join(', ')}
    FROM (${inForceSql({ ...view, judging: judgingOf(rule) }, scoredFacts(rule))})
    WHERE second <= ${instant} AND second > ${integer(at - longestWindow(parameters))}
    GROUP BY subject_key
  )
)`
}
