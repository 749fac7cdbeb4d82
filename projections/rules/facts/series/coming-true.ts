import { instantFromMs } from '@jianwei/events/instant.ts'
import type { FactSeries } from '#/rules/facts/series/fact-series.ts'
import type { WarningWithFacts } from '#/rules/facts/known-fact.ts'
import { instantsOf, MovingWindow, type WindowContent } from '#/rules/facts/series/moving-window.ts'
import { isInForce, type RuleBody } from '#/rules/language/rule-body.ts'

/** What a window holds, and whether the rule's condition holds for it. */
export interface Condition extends WindowContent {
  holds(): boolean
}

/** Which facts are looked at together, and what is asked of them. */
export interface WindowedFacts {
  readonly series: FactSeries
  /** Of the facts that may be in a window, in order. */
  readonly places: Int32Array
  readonly window_seconds: number
  /** A condition over nothing; `index` is one of `places`. */
  readonly condition: () => Condition
}

/**
 * A warning for each instant at which a fact lies and for which the condition comes true: it holds
 * over (t − window, t], and not over [t − window, t). The evidence is what the first holds.
 */
export function comingTrue(rule: RuleBody, facts: WindowedFacts): WarningWithFacts[] {
  const { series, places, window_seconds, condition } = facts
  const seconds = series.secondsAt(places)
  const [held, heldBefore] = [condition(), condition()]
  const reached = new MovingWindow(seconds, held)
  const before = new MovingWindow(seconds, heldBefore)
  const warnings: WarningWithFacts[] = []
  for (const t of instantsOf(seconds)) {
    reached.moveTo(t - window_seconds, t)
    // Seconds are whole: the window right before t ends with the second before it.
    before.moveTo(t - window_seconds - 1, t - 1)
    if (!held.holds() || heldBefore.holds() || !isInForce(rule, t)) continue
    const evidence = series.factsAt(places.subarray(reached.first, reached.end))
    warnings.push(atInstant(t, evidence))
  }
  return warnings
}

export function atInstant(
  second: number,
  evidence: WarningWithFacts['evidence'],
): WarningWithFacts {
  const anchor = instantFromMs(second * 1_000)
  return { anchor, anchor_at: anchor, evidence }
}
