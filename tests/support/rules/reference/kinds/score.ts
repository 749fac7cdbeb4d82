import { instantFromMs } from '@jianwei/events/instant.ts'
import { factsThatCount } from '@jianwei/projections/rules/facts/rule-facts.ts'
import { fieldValue, selects } from '@jianwei/projections/rules/facts/filter-predicate.ts'
import {
  FACT_MICRO_MAX,
  SCORE_AMOUNT_MAX,
  type FactPoints,
  type ScoreIndicator,
  type ScoreParameters,
  type ScoreRule,
} from '@jianwei/projections/rules/kinds/score/parameters.ts'
import { decayed } from '@jianwei/projections/rules/kinds/score/decay.ts'
import type {
  KnownFact,
  UnjudgedFact,
  WarningWithFacts,
} from '@jianwei/projections/rules/facts/known-fact.ts'
import { isInForce } from '@jianwei/projections/rules/language/rule-body.ts'

/** A subject's score over some facts, decayed to a second. */
export interface ReferenceScore {
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

/** `W` of a score rule over the facts of one subject. */
export function scoreWarnings(rule: ScoreRule, facts: readonly KnownFact[]): WarningWithFacts[] {
  const { parameters } = rule
  const usable = facts.filter((fact) => isScored(parameters, fact))
  return [...new Set(usable.map(({ second }) => second))].flatMap((t) => {
    const reached = scoreOf(
      parameters,
      usable,
      t,
      (second, window) => second > t - window && second <= t,
    )
    const before = scoreOf(
      parameters,
      usable,
      t,
      (second, window) => second >= t - window && second < t,
    )
    const warns = ({ band }: ReferenceScore): boolean => parameters.warn_bands.includes(band)
    if (!warns(reached) || warns(before) || !isInForce(rule, t)) return []
    const anchor = instantFromMs(t * 1_000)
    const evidence = new Set([
      ...reached.contributing,
      ...usable.filter(({ second }) => second === t),
    ])
    return [{ anchor, anchor_at: anchor, evidence: [...evidence] }]
  })
}

/** Whether the fact is one of an indicator that can use it, or of an override. */
export function isScored({ indicators, overrides }: ScoreParameters, fact: KnownFact): boolean {
  return (
    indicators.some((indicator) => typeof pointsOf(indicator, fact) === 'number') ||
    overrides.some(({ of }) => selects(of, fact))
  )
}

/** The score at the second `at` over (at − window, at]. */
export function referenceScore(
  rule: ScoreRule,
  facts: readonly KnownFact[],
  at: number,
): ReferenceScore {
  const counted = factsThatCount(rule, facts)
  return scoreOf(
    rule.parameters,
    counted,
    at,
    (second, window) => second > at - window && second <= at,
  )
}

export function scoreOutcomes(rule: ScoreRule, facts: readonly KnownFact[]): UnjudgedFact[] {
  return facts.flatMap((fact) => {
    const codes = rule.parameters.indicators.map((indicator) => pointsOf(indicator, fact))
    return [...new Set(codes)].flatMap((code) =>
      typeof code === 'string' ? [{ code, fact_id: fact.fact_id }] : [],
    )
  })
}

/** Over the facts whose second lies in a window of so many seconds, decayed to `at`. */
export function scoreOf(
  { indicators, overrides, bands, base, window_seconds }: ScoreParameters,
  facts: readonly KnownFact[],
  at: number,
  lies: (second: number, window: number) => boolean,
): ReferenceScore {
  const inWindow = facts.filter(({ second }) => lies(second, window_seconds))
  const counted = indicators.map((indicator) => partsOf(indicator, inWindow, at))
  const parts = counted.map((each, index) => {
    const cap = indicators[index]?.cap ?? Number.POSITIVE_INFINITY
    const sum = each.reduce((total, { micro }) => total + micro, 0)
    return Math.max(-cap, Math.min(cap, sum))
  })
  const score = parts.reduce((total, part) => total + part, base)
  const deciding = overrides.map(({ of, window_seconds: window }) =>
    facts.filter((fact) => selects(of, fact) && lies(fact.second, window)),
  )
  const decided = bands.findLast(({ band }) =>
    overrides.some(
      (override, index) => override.band === band && (deciding[index]?.length ?? 0) > 0,
    ),
  )
  const scored = bands.find(
    ({ scores }) =>
      scores !== 'override_only' &&
      (scores.from === null || score >= scores.from) &&
      (scores.below === null || score < scores.below),
  )
  const contributing = [
    ...counted
      .flat()
      .filter(({ micro }) => micro !== 0)
      .map(({ fact }) => fact),
    ...deciding.flat(),
  ]
  const decidedBy = overrides.findIndex(
    ({ band }, index) => band === decided?.band && (deciding[index]?.length ?? 0) > 0,
  )
  return {
    parts,
    score,
    band: (decided ?? scored)?.band ?? '',
    decided_by: decidedBy === -1 ? null : decidedBy,
    added: counted,
    contributing: [...new Set(contributing)],
  }
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
function pointsOf(
  { of, points }: ScoreIndicator,
  fact: KnownFact,
): number | 'AMOUNT_MISSING' | 'AMOUNT_UNUSABLE' | undefined {
  if (!selects(of, fact)) return undefined
  return factPoints(points, fact)
}

function factPoints(
  points: FactPoints,
  fact: KnownFact,
): number | 'AMOUNT_MISSING' | 'AMOUNT_UNUSABLE' {
  if ('each' in points) return points.each
  if ('by_value' in points) {
    const value = fieldValue(fact, points.by_value)
    return points.values.find((one) => one.value === value)?.points ?? points.otherwise
  }
  const amount = fieldValue(fact, points.field)
  if (amount === undefined) return 'AMOUNT_MISSING'
  if (typeof amount !== 'number' || Math.abs(amount) > SCORE_AMOUNT_MAX) return 'AMOUNT_UNUSABLE'
  const micro = Math.floor((amount * points.points) / points.per + 0.5) + 0
  return Math.abs(micro) <= FACT_MICRO_MAX ? micro : 'AMOUNT_UNUSABLE'
}
