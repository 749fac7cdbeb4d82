import type { WarningWithFacts } from '#/rules/facts/known-fact.ts'
import { comingTrue, type Condition } from '#/rules/facts/series/coming-true.ts'
import type { FactSeries } from '#/rules/facts/series/fact-series.ts'
import type { CombinationRule } from '#/rules/kinds/combination/parameters.ts'

/** `W` of a combination over the facts of one subject. */
export function evaluateCombination(rule: CombinationRule, series: FactSeries): WarningWithFacts[] {
  const { conditions, window_seconds } = rule.parameters
  // A bit for each condition that selects the fact: there are at most eight.
  const selectedBy = new Uint8Array(series.facts.length)
  for (const [bit, { of }] of conditions.entries())
    for (const place of series.selected(of)) selectedBy[place]! |= 1 << bit
  const places = Int32Array.from(series.facts.keys()).filter((place) => selectedBy[place] !== 0)
  const least = conditions.map(({ at_least }) => at_least)
  const conditionsOf = Uint8Array.from(places, (place) => selectedBy[place] ?? 0)
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
    return this.#counts.every((count, bit) => count >= (this.#least[bit] ?? 0))
  }

  #add(index: number, more: number): void {
    const conditions = this.#conditionsOf[index] ?? 0
    for (let bit = 0; bit < this.#counts.length; bit += 1)
      if ((conditions & (1 << bit)) !== 0) this.#counts[bit]! += more
  }
}
