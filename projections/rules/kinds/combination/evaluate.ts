import type { WarningWithFacts } from '#/rules/facts/known-fact.ts'
import { comingTrue, NO_WARNINGS, type Condition } from '#/rules/facts/series/coming-true.ts'
import { joinedPlaces, type FactSeries } from '#/rules/facts/series/fact-series.ts'
import type { CombinationRule } from '#/rules/kinds/combination/parameters.ts'

/** `W` of a combination over the facts of one subject. */
export function evaluateCombination(
  rule: CombinationRule,
  series: FactSeries,
): readonly WarningWithFacts[] {
  const { conditions, window_seconds } = rule.parameters
  for (const { of, at_least } of conditions)
    if (series.selected(of).length < at_least) return NO_WARNINGS
  const places = joinedPlaces(conditions.map(({ of }) => series.selected(of)))
  // A bit for each condition that selects the fact: there are at most eight.
  const conditionsOf = new Uint8Array(places.length)
  for (const [bit, { of }] of conditions.entries()) {
    let index = 0
    for (const place of series.selected(of)) {
      while (places[index]! < place) index += 1
      conditionsOf[index]! |= 1 << bit
    }
  }
  const least = conditions.map(({ at_least }) => at_least)
  const condition = (): Condition => new AllConditions(least, conditionsOf)
  return comingTrue(rule, { series, places, window_seconds, condition })
}

class AllConditions implements Condition {
  readonly #least: readonly number[]
  readonly #conditionsOf: Uint8Array
  readonly #counts: number[]

  constructor(least: readonly number[], conditionsOf: Uint8Array) {
    this.#least = least
    this.#conditionsOf = conditionsOf
    this.#counts = least.map(() => 0)
  }

  enter(index: number): void {
    this.#add(index, 1)
  }

  leave(index: number): void {
    this.#add(index, -1)
  }

  holds(): boolean {
    for (let bit = 0; bit < this.#counts.length; bit += 1)
      if (this.#counts[bit]! < this.#least[bit]!) return false
    return true
  }

  #add(index: number, more: number): void {
    const conditions = this.#conditionsOf[index] ?? 0
    for (let bit = 0; bit < this.#counts.length; bit += 1)
      if ((conditions & (1 << bit)) !== 0) this.#counts[bit]! += more
  }
}
