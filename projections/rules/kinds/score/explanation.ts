import {
  factsLess,
  inOrder,
  type ExplainedWarning,
  type Explanation,
  type ThresholdComparison,
} from '#/rules/explanation/explanation.ts'
import type { ScoreParameters, ScoreRule } from '#/rules/kinds/score/parameters.ts'
import { MICRO, pointsText } from '#/rules/kinds/score/points.ts'
import { isScored, scoreOf, type Score } from '#/rules/kinds/score/score.ts'
import type { KnownFact } from '#/rules/facts/known-fact.ts'

/**
 * Sets of facts that are tried in search of the smallest without which the band would not have been
 * reached.
 */
const TRIED_SETS_MAX = 5_000

/**
 * The bands of the window and of the one just before, each fact's points, and the fewest facts
 * without which it would not warn.
 */
export function explainScore(rule: ScoreRule, warning: ExplainedWarning): Explanation {
  const { parameters } = rule
  const facts = warning.facts.filter((fact) => isScored(parameters, fact))
  const atInstant = facts.filter(({ second }) => second === warning.second)
  if (atInstant.length === 0)
    throw new TypeError('no fact lies at the time of the warning of the warning')
  const [reached, before] = scoresAt(parameters, facts, warning.second)
  const evidence = inOrder([...new Set([...reached.contributing, ...atInstant])])
  return {
    comparisons: [
      comparison(parameters, reached, {
        en: 'in the period up to the warning',
        zh: '截至预警时的统计期内',
      }),
      comparison(parameters, before, {
        en: 'in the period until just before it',
        zh: '预警前一刻的统计期内',
      }),
    ],
    evidence: evidence.map((fact) => evidencePart(parameters, reached, fact)),
    smallest_changes: [
      factsLess(fewestFacts(parameters, facts, atInstant, warning.second), {
        en: 'Without these facts the band would not have been reached at that time.',
        zh: '若无这些事实，当时不会进入该类别。',
      }),
    ],
  }
}

function scoresAt(
  parameters: ScoreParameters,
  facts: readonly KnownFact[],
  t: number,
): [reached: Score, before: Score] {
  return [
    scoreOf(parameters, facts, t, (second, window) => second > t - window && second <= t),
    scoreOf(parameters, facts, t, (second, window) => second >= t - window && second < t),
  ]
}

/**
 * What put the subject into its band: a fact that decides it, or on which side of a bound the score
 * lies.
 */
function comparison(
  { bands, overrides }: ScoreParameters,
  { score, band, decided_by }: Score,
  where: { readonly en: string; readonly zh: string },
): ThresholdComparison {
  const override = decided_by === null ? undefined : overrides[decided_by]
  if (override !== undefined) {
    const what = {
      en: `${override.title.en}: puts it into band ${band} directly, ${where.en}`,
      zh: `${where.zh}${override.title.zh}：直接判定为 ${band}`,
    }
    return { what, value: 1, relation: 'at_least', threshold: 1, unit: 'facts' }
  }
  const what = { en: `score, band ${band}, ${where.en}`, zh: `${where.zh}得分（${band} 类）` }
  const scores = bands.find((one) => one.band === band)?.scores
  const value = score / MICRO
  if (
    scores === undefined ||
    scores === 'override_only' ||
    (scores.from === null && scores.below === null)
  ) {
    return { what, value, relation: 'at_least', threshold: value, unit: 'points' }
  }
  if (scores.from !== null) {
    return { what, value, relation: 'at_least', threshold: scores.from / MICRO, unit: 'points' }
  }
  // The first band has only an upper bound.
  return { what, value, relation: 'less_than', threshold: scores.below! / MICRO, unit: 'points' }
}

function evidencePart(
  { indicators, overrides }: ScoreParameters,
  { added, decided_by }: Score,
  fact: KnownFact,
): Explanation['evidence'][number] {
  const points = added.flatMap((facts, index) =>
    facts.flatMap((one) =>
      one.fact === fact ? [{ micro: one.micro, title: indicators[index]!.title }] : [],
    ),
  )
  const total = points.reduce((sum, { micro }) => sum + micro, 0)
  if (points.some(({ micro }) => micro !== 0)) {
    const named = (language: 'en' | 'zh'): string =>
      points.map(({ micro, title }) => `${title[language]} ${pointsText(micro)}`).join('; ')
    return {
      fact_id: fact.fact_id,
      part: { en: named('en'), zh: named('zh') },
      value: total / MICRO,
    }
  }
  const override = decided_by === null ? undefined : overrides[decided_by]
  const part =
    override === undefined
      ? { en: 'lies at the time of the warning', zh: '发生于预警当时' }
      : {
          en: `lies beside what decides: ${override.title.en}`,
          zh: `与直接判定有关：${override.title.zh}`,
        }
  return { fact_id: fact.fact_id, part, value: null }
}

/**
 * Without the facts of the instant there is no such instant; a smaller set is sought for as long as
 * that is quick.
 */
function fewestFacts(
  parameters: ScoreParameters,
  facts: readonly KnownFact[],
  atInstant: readonly KnownFact[],
  t: number,
): readonly KnownFact[] {
  let tried = 0
  for (let size = 1; size < atInstant.length; size += 1) {
    for (const set of setsOf(facts, size)) {
      if (++tried > TRIED_SETS_MAX) return atInstant
      const [reached, before] = scoresAt(
        parameters,
        facts.filter((fact) => !set.includes(fact)),
        t,
      )
      const warns = ({ band }: Score): boolean => parameters.warn_bands.includes(band)
      if (!warns(reached) || warns(before)) return set
    }
  }
  return atInstant
}

/** All sets of so many facts, those of the newest first. */
function* setsOf(facts: readonly KnownFact[], size: number): Generator<readonly KnownFact[]> {
  const newestFirst = facts.toSorted((a, b) => b.second - a.second)
  function* chosen(
    from: number,
    missing: number,
    taken: readonly KnownFact[],
  ): Generator<readonly KnownFact[]> {
    if (missing === 0) {
      yield taken
      return
    }
    for (let index = from; index <= newestFirst.length - missing; index += 1) {
      const fact = newestFirst[index]
      if (fact !== undefined) yield* chosen(index + 1, missing - 1, [...taken, fact])
    }
  }
  yield* chosen(0, size, [])
}
