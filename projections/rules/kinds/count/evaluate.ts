import { fieldValue } from '#/rules/facts/filter-predicate.ts'
import type { WarningWithFacts } from '#/rules/facts/known-fact.ts'
import { comingTrue, type Condition } from '#/rules/facts/series/coming-true.ts'
import type { FactSeries } from '#/rules/facts/series/fact-series.ts'
import type { CountRule } from '#/rules/kinds/count/parameters.ts'

/** `W` of a count rule over the facts of one subject. */
export function evaluateCount(rule: CountRule, series: FactSeries): WarningWithFacts[] {
  const { of, at_least, window_seconds, distinct } = rule.parameters
  const selected = series.selected(of)
  if (distinct === null) {
    const condition = (): Condition => new FactsAtLeast(at_least)
    return comingTrue(rule, { series, places: selected, window_seconds, condition })
  }
  const valueAt = (place: number): unknown => fieldValue(series.factAt(place), distinct)
  const places = selected.filter((place) => valueAt(place) !== undefined)
  const values = Array.from(places, valueAt)
  const condition = (): Condition => new ValuesAtLeast(at_least, values)
  return comingTrue(rule, { series, places, window_seconds, condition })
}

class FactsAtLeast implements Condition {
  readonly #least: number
  #count = 0

  constructor(least: number) {
    this.#least = least
  }

  enter(): void {
    this.#count += 1
  }

  leave(): void {
    this.#count -= 1
  }

  holds(): boolean {
    return this.#count >= this.#least
  }
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
