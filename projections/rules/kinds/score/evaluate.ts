import type { WarningWithFacts, KnownFact } from '#/rules/facts/known-fact.ts'
import { atInstant } from '#/rules/facts/series/coming-true.ts'
import type { FactSeries } from '#/rules/facts/series/fact-series.ts'
import { instantsOf, MovingWindow } from '#/rules/facts/series/moving-window.ts'
import { partOverTime, type PartAt } from '#/rules/kinds/score/part-over-time.ts'
import {
  secondsLookedBack,
  type ScoreParameters,
  type ScoreRule,
} from '#/rules/kinds/score/parameters.ts'
import { bandOf, isScored, scoreOf } from '#/rules/kinds/score/score.ts'
import { isInForce } from '#/rules/language/rule-body.ts'

/** `W` of a score rule over the facts of one subject. */
export function evaluateScore(rule: ScoreRule, series: FactSeries): WarningWithFacts[] {
  const { parameters } = rule
  const { warn_bands } = parameters
  const places = series.where((fact) => isScored(parameters, fact))
  const seconds = series.secondsAt(places)
  const bands = bandsOverTime(parameters, series)
  const within = new MovingWindow(seconds)
  const longest = secondsLookedBack(rule)
  return [...instantsOf(seconds)].flatMap((t) => {
    within.moveTo(t - longest, t)
    const { reached, before } = bands(t)
    if (!warn_bands.includes(reached) || warn_bands.includes(before) || !isInForce(rule, t))
      return []
    const facts = series.factsAt(places.subarray(within.first, within.end))
    return [atInstant(t, evidenceOf(parameters, facts, t))]
  })
}

interface BandsAt {
  /** Over (t − window, t]. */
  readonly reached: string
  /** Over [t − window, t). */
  readonly before: string
}

/** The bands at an instant, both with all facts decayed to it; instants never go back. */
function bandsOverTime(parameters: ScoreParameters, series: FactSeries): (t: number) => BandsAt {
  const { indicators, overrides, base, window_seconds } = parameters
  const parts = indicators.map((indicator) => partOverTime(indicator, window_seconds, series))
  const deciding = overrides.map(({ of, window_seconds: window }) => {
    const seconds = series.secondsOf(of)
    return { window, reached: new MovingWindow(seconds), before: new MovingWindow(seconds) }
  })
  return (t) => {
    const at: PartAt = { reached: base, before: base }
    for (const part of parts) {
      const { reached, before } = part(t)
      at.reached += reached
      at.before += before
    }
    for (const { window, reached, before } of deciding) {
      reached.moveTo(t - window, t)
      before.moveTo(t - window - 1, t - 1)
    }
    const decided = (when: 'reached' | 'before') => (index: number) =>
      (deciding[index]?.[when].size ?? 0) > 0
    return {
      reached: bandOf(parameters, at.reached, decided('reached')).band,
      before: bandOf(parameters, at.before, decided('before')).band,
    }
  }
}

/** The facts that add points or decide, and those of the instant. */
function evidenceOf(
  parameters: ScoreParameters,
  facts: readonly KnownFact[],
  t: number,
): readonly KnownFact[] {
  const lies = (second: number, window: number): boolean => second > t - window && second <= t
  const { contributing } = scoreOf(parameters, facts, t, lies)
  return [...new Set([...contributing, ...facts.filter(({ second }) => second === t)])]
}
