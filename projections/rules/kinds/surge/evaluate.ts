import type { WarningWithFacts } from '#/rules/facts/known-fact.ts'
import { atInstant, NO_WARNINGS } from '#/rules/facts/series/coming-true.ts'
import type { FactSeries } from '#/rules/facts/series/fact-series.ts'
import { instantsOf, MovingWindow } from '#/rules/facts/series/moving-window.ts'
import { EVER, type SecondsSpan } from '#/rules/facts/series/seconds-span.ts'
import { placeFrom } from '#/rules/facts/series/sorted-seconds.ts'
import type { FactsInWindow } from '#/rules/kinds/define-kind.ts'
import { leastSurge } from '#/rules/kinds/surge/critical-count.ts'
import type { SurgeParameters, SurgeRule } from '#/rules/kinds/surge/parameters.ts'
import { isInForce } from '#/rules/language/rule-body.ts'

/** `W` of a surge over the facts of one group. */
export function evaluateSurge(rule: SurgeRule, series: FactSeries): readonly WarningWithFacts[] {
  const { of } = rule.parameters
  const places = series.selected(of)
  if (places.length === 0) return NO_WARNINGS
  return surgesWithin(rule, series.secondsOf(of), EVER).map(({ second, first, end }) =>
    atInstant(second, series, places.subarray(first, end)),
  )
}

/** How many seconds behind a fact the last instant lies of which it is in window or baseline. */
export function surgeReachSeconds({ parameters }: SurgeRule): number {
  return parameters.window_seconds + parameters.baseline_seconds
}

/**
 * The surges of a group at the instants of a span, from the seconds in which all of its facts lie,
 * in order.
 */
export function surgesWithin(
  rule: SurgeRule,
  all: Float64Array,
  { from, up_to }: SecondsSpan,
): FactsInWindow[] {
  const { parameters } = rule
  const least = leastCounts(parameters)
  // The window right before the first instant, and its baseline, begin one second earlier.
  const start = placeFrom(all, from - surgeReachSeconds(rule))
  const seconds = all.subarray(start)
  const [reached, before] = [
    surgeEnding(parameters, seconds, least),
    surgeEnding(parameters, seconds, least),
  ]
  const found: FactsInWindow[] = []
  for (const t of instantsOf(seconds.subarray(placeFrom(seconds, from)))) {
    if (t > up_to) break
    if (!isJudged(parameters, all, t) || !isInForce(rule, t)) continue
    // Seconds are whole: the window that ends right before t ends with the second before it.
    const window = reached(t)
    if (window === undefined || before(t - 1) !== undefined) continue
    found.push({ second: t, first: start + window.first, end: start + window.end })
  }
  return found
}

/** Whether the group had facts when the baseline of an instant began. */
function isJudged(parameters: SurgeParameters, seconds: Float64Array, t: number): boolean {
  const first = seconds[0]
  return first !== undefined && first <= t - parameters.window_seconds - parameters.baseline_seconds
}

/** The window that ends with a second, where it is a surge; the seconds asked for never go back. */
function surgeEnding(
  { window_seconds, baseline_seconds }: SurgeParameters,
  seconds: Float64Array,
  least: (baseline: number) => number,
): (end: number) => MovingWindow | undefined {
  const [window, baseline] = [new MovingWindow(seconds), new MovingWindow(seconds)]
  return (end) => {
    const start = end - window_seconds
    window.moveTo(start, end)
    baseline.moveTo(start - baseline_seconds, start)
    return window.size >= least(baseline.size) ? window : undefined
  }
}

/** The critical counts of baselines, each worked out once. */
function leastCounts(parameters: SurgeParameters): (baseline: number) => number {
  const known = new Map<number, number>()
  return (baseline) => {
    const least = known.get(baseline) ?? leastSurge(parameters, baseline)
    known.set(baseline, least)
    return least
  }
}
