import type { WarningWithFacts } from '#/rules/facts/known-fact.ts'
import {
  atInstant,
  comingTrue,
  NO_WARNINGS,
  type Condition,
} from '#/rules/facts/series/coming-true.ts'
import type { FactSeries } from '#/rules/facts/series/fact-series.ts'
import type { CountRule } from '#/rules/kinds/count/parameters.ts'
import { isInForce } from '#/rules/language/rule-body.ts'

/** `W` of a count rule over the facts of one subject. */
export function evaluateCount(rule: CountRule, series: FactSeries): readonly WarningWithFacts[] {
  const { of, at_least, window_seconds, distinct } = rule.parameters
  const selected = series.selected(of)
  if (selected.length < at_least) return NO_WARNINGS
  if (distinct === null) return countsReached(rule, series, selected)
  const valueAt = (place: number): unknown => series.valueAt(place, distinct)
  const places = selected.filter((place) => valueAt(place) !== undefined)
  const values = Array.from(places, valueAt)
  if (new Set(values).size < at_least) return NO_WARNINGS
  const condition = (): Condition => new ValuesAtLeast(at_least, values)
  return comingTrue(rule, { series, places, window_seconds, condition })
}

/** What `comingTrue` finds where facts are counted and nothing else is asked of them. */
function countsReached(
  rule: CountRule,
  series: FactSeries,
  places: Int32Array,
): readonly WarningWithFacts[] {
  const { at_least, window_seconds } = rule.parameters
  let warnings: WarningWithFacts[] | undefined
  // The windows (t − window, t] and [t − window, t) begin at these indices.
  let [first, firstBefore] = [0, 0]
  for (let begin = 0; begin < places.length;) {
    const t = series.secondAt(places[begin]!)
    let end = begin + 1
    while (end < places.length && series.secondAt(places[end]!) === t) end += 1
    while (series.secondAt(places[first]!) <= t - window_seconds) first += 1
    while (firstBefore < begin && series.secondAt(places[firstBefore]!) < t - window_seconds)
      firstBefore += 1
    const comesTrue = end - first >= at_least && begin - firstBefore < at_least
    if (comesTrue && isInForce(rule, t)) {
      warnings ??= []
      warnings.push(atInstant(t, series, places.subarray(first, end)))
    }
    begin = end
  }
  return warnings ?? NO_WARNINGS
}

class ValuesAtLeast implements Condition {
  readonly #least: number
  readonly #values: readonly unknown[]
  /** How many of the window's facts have the value. */
  readonly #facts = new Map<unknown, number>()

  constructor(least: number, values: readonly unknown[]) {
    this.#least = least
    this.#values = values
  }

  enter(index: number): void {
    const value = this.#values[index]
    this.#facts.set(value, (this.#facts.get(value) ?? 0) + 1)
  }

  leave(index: number): void {
    const value = this.#values[index]
    const left = (this.#facts.get(value) ?? 0) - 1
    if (left > 0) this.#facts.set(value, left)
    else this.#facts.delete(value)
  }

  holds(): boolean {
    return this.#facts.size >= this.#least
  }
}
