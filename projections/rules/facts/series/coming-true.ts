import { instantFromMs, type Instant } from '@jianwei/events/instant.ts'
import type { FactAlone, WarningWithFacts } from '#/rules/facts/known-fact.ts'
import type { FactSeries } from '#/rules/facts/series/fact-series.ts'
import { MovingWindow, type WindowContent } from '#/rules/facts/series/moving-window.ts'
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

/** What is found where nothing is. */
export const NO_WARNINGS: readonly WarningWithFacts[] = Object.freeze([])

/**
 * A warning for each instant at which a fact lies and for which the condition comes true: it holds
 * over (t − window, t], and not over [t − window, t). The evidence is what the first holds.
 */
export function comingTrue(rule: RuleBody, facts: WindowedFacts): readonly WarningWithFacts[] {
  const { series, places, window_seconds, condition } = facts
  const seconds = series.secondsAt(places)
  const [held, heldBefore] = [condition(), condition()]
  const reached = new MovingWindow(seconds, held)
  const before = new MovingWindow(seconds, heldBefore)
  let warnings: WarningWithFacts[] | undefined
  while (reached.end < seconds.length) {
    const t = seconds[reached.end]!
    reached.moveTo(t - window_seconds, t)
    // Seconds are whole: the window right before t ends with the second before it.
    before.moveTo(t - window_seconds - 1, t - 1)
    if (!held.holds() || heldBefore.holds() || !isInForce(rule, t)) continue
    warnings ??= []
    warnings.push(atInstant(t, series, places.subarray(reached.first, reached.end)))
  }
  return warnings ?? NO_WARNINGS
}

/**
 * The warning at an instant, of which the evidence is some of these places. Its texts and facts are
 * made where somebody asks for them.
 */
class WarningAtInstant implements WarningWithFacts {
  readonly #second: number
  readonly #series: FactSeries
  readonly #evidence: Int32Array
  #facts: readonly FactAlone[] | undefined
  #text: Instant | undefined

  constructor(second: number, series: FactSeries, evidence: Int32Array) {
    this.#second = second
    this.#series = series
    this.#evidence = evidence
  }

  get anchor(): string {
    return this.anchor_at
  }

  get anchor_at(): Instant {
    this.#text ??= instantFromMs(this.#second * 1_000)
    return this.#text
  }

  get evidence(): readonly FactAlone[] {
    this.#facts ??= this.#series.factsAt(this.#evidence)
    return this.#facts
  }
}

/** The warning at an instant, of which these are the facts. */
export function atInstant(
  second: number,
  series: FactSeries,
  evidence: Int32Array,
): WarningWithFacts {
  return new WarningAtInstant(second, series, evidence)
}

/** The warning about the fact at a place, which is all of its evidence. */
export function aboutFact(
  series: FactSeries,
  place: number,
  anchorSecond: number,
): WarningWithFacts {
  const fact = series.factAt(place)
  const anchor_at = instantFromMs(anchorSecond * 1_000)
  return { anchor: fact.fact_id, anchor_at, evidence: [fact] }
}
