import { factsThatCount } from '#/rules/facts/rule-facts.ts'
import { fieldValue, selects } from '#/rules/facts/filter-predicate.ts'
import {
  FACT_MICRO_MAX,
  SCORE_AMOUNT_MAX,
  type FactPoints,
  type ScoreIndicator,
  type ScoreParameters,
  type ScoreRule,
} from '#/rules/kinds/score/parameters.ts'
import { decayed } from '#/rules/kinds/score/decay.ts'
import type { KnownFact } from '#/rules/facts/known-fact.ts'

/** A subject's score over some facts, decayed to a second. */
export interface Score {
  /** Micro-points, of each indicator within its cap. */
  readonly parts: readonly number[]
  readonly score: number
  readonly band: string
  /** Index of the override that decides the band; null where the score does. */
  readonly decided_by: number | null
  /** What each fact adds, by indicator, before caps. */
  readonly added: readonly (readonly AddedPoints[])[]
  /** Facts that add points, and those that decide. */
  readonly contributing: readonly KnownFact[]
}

export interface AddedPoints {
  readonly fact: KnownFact
  readonly micro: number
}

/** Whether the fact is one of an indicator that can use it, or of an override. */
export function isScored({ indicators, overrides }: ScoreParameters, fact: KnownFact): boolean {
  return (
    indicators.some((indicator) => typeof pointsOf(indicator, fact) === 'number') ||
    overrides.some(({ of }) => selects(of, fact))
  )
}

/** The score at the second `at` over (at − window, at]. */
export function scoreAt(rule: ScoreRule, facts: readonly KnownFact[], at: number): Score {
  const counted = factsThatCount(rule, facts)
  return scoreOf(
    rule.parameters,
    counted,
    at,
    (second, window) => second > at - window && second <= at,
  )
}

/** Over the facts whose second lies in a window of so many seconds, decayed to `at`. */
export function scoreOf(
  { indicators, overrides, bands, base, window_seconds }: ScoreParameters,
  facts: readonly KnownFact[],
  at: number,
  lies: (second: number, window: number) => boolean,
): Score {
  const inWindow = facts.filter(({ second }) => lies(second, window_seconds))
  const counted = indicators.map((indicator) => partsOf(indicator, inWindow, at))
  const parts = indicators.map((indicator, index) =>
    capped(
      indicator,
      (counted[index] ?? []).reduce((total, { micro }) => total + micro, 0),
    ),
  )
  const score = parts.reduce((total, part) => total + part, base)
  const deciding = overrides.map(({ of, window_seconds: window }) =>
    facts.filter((fact) => selects(of, fact) && lies(fact.second, window)),
  )
  const decides = (index: number): boolean => (deciding[index]?.length ?? 0) > 0
  const { band, decided_by } = bandOf({ bands, overrides }, score, decides)
  const contributing = [
    ...counted
      .flat()
      .filter(({ micro }) => micro !== 0)
      .map(({ fact }) => fact),
    ...deciding.flat(),
  ]
  return {
    parts,
    score,
    band,
    decided_by,
    added: counted,
    contributing: [...new Set(contributing)],
  }
}

/**
 * The band of a score: the highest that an override decides, or else the one in whose bounds the
 * score lies. `decides`: whether an override's facts decide, by its index.
 */
export function bandOf(
  { bands, overrides }: Pick<ScoreParameters, 'bands' | 'overrides'>,
  score: number,
  decides: (index: number) => boolean,
): Pick<Score, 'band' | 'decided_by'> {
  const isDecided = (band: string): boolean =>
    overrides.some((override, index) => override.band === band && decides(index))
  const decided = bands.findLast(({ band }) => isDecided(band))
  if (decided !== undefined) {
    const by = overrides.findIndex(({ band }, index) => band === decided.band && decides(index))
    return { band: decided.band, decided_by: by }
  }
  const scored = bands.find(
    ({ scores }) =>
      scores !== 'override_only' &&
      (scores.from === null || score >= scores.from) &&
      (scores.below === null || score < scores.below),
  )
  return { band: scored?.band ?? '', decided_by: null }
}

/** What an indicator adds of what its facts add up to. */
export function capped({ cap }: ScoreIndicator, sum: number): number {
  return cap === null ? sum : Math.max(-cap, Math.min(cap, sum))
}

function partsOf(
  indicator: ScoreIndicator,
  facts: readonly KnownFact[],
  at: number,
): AddedPoints[] {
  const counted = facts.flatMap((fact) => {
    const points = pointsOf(indicator, fact)
    if (typeof points !== 'number') return []
    return [{ fact, micro: decayed(points, at - fact.second, indicator.half_life_seconds) }]
  })
  if (indicator.counted === 'every') return counted
  const newest = counted.toSorted(
    (a, b) => b.fact.second - a.fact.second || (a.fact.fact_id < b.fact.fact_id ? 1 : -1),
  )
  return newest.slice(0, 1)
}

/** Undefined where the indicator does not select the fact; a text says why it cannot use it. */
export function pointsOf(
  { of, points }: ScoreIndicator,
  fact: KnownFact,
): number | 'AMOUNT_MISSING' | 'AMOUNT_UNUSABLE' | undefined {
  if (!selects(of, fact)) return undefined
  return pointsOfValues(points, (path) => fieldValue(fact, path))
}

/** The points of a fact whose fields have these values. */
export function pointsOfValues(
  points: FactPoints,
  valueOf: (path: string) => unknown,
): number | 'AMOUNT_MISSING' | 'AMOUNT_UNUSABLE' {
  if ('each' in points) return points.each
  if ('by_value' in points) {
    const value = valueOf(points.by_value)
    return points.values.find((one) => one.value === value)?.points ?? points.otherwise
  }
  const amount = valueOf(points.field)
  if (amount === undefined) return 'AMOUNT_MISSING'
  if (typeof amount !== 'number' || Math.abs(amount) > SCORE_AMOUNT_MAX) return 'AMOUNT_UNUSABLE'
  const micro = Math.floor((amount * points.points) / points.per + 0.5) + 0
  return Math.abs(micro) <= FACT_MICRO_MAX ? micro : 'AMOUNT_UNUSABLE'
}
