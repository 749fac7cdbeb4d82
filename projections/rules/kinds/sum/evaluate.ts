import { amountOf } from '#/rules/facts/amount.ts'
import type { WarningWithFacts } from '#/rules/facts/known-fact.ts'
import { comingTrue, type Condition } from '#/rules/facts/series/coming-true.ts'
import type { FactSeries } from '#/rules/facts/series/fact-series.ts'
import type { SumRule } from '#/rules/kinds/sum/parameters.ts'

/** `W` of a sum rule over the facts of one subject. */
export function evaluateSum(rule: SumRule, series: FactSeries): WarningWithFacts[] {
  const { of, amount, at_least, window_seconds } = rule.parameters
  const usable = (place: number): boolean =>
    typeof amountOf(amount, series.factAt(place)) === 'number'
  const places = series.selected(of).filter(usable)
  const amounts = Array.from(places, (place) => amountOf(amount, series.factAt(place)) as number)
  const condition = (): Condition => new AmountAtLeast(at_least, amounts)
  return comingTrue(rule, { series, places, window_seconds, condition })
}

/** Amounts are whole and at most 10^13; a thousand of them exceed what one number holds exactly. */
const UPPER = 2 ** 26

class AmountAtLeast implements Condition {
  readonly #least: number
  readonly #amounts: readonly number[]
  /** The sum is `upper × 2^26 + lower`, each part of it exact. */
  #upper = 0
  #lower = 0

  constructor(least: number, amounts: readonly number[]) {
    this.#least = least
    this.#amounts = amounts
  }

  enter(index: number): void {
    this.#add(this.#amounts[index] ?? 0)
  }

  leave(index: number): void {
    this.#add(-(this.#amounts[index] ?? 0))
  }

  holds(): boolean {
    const missing = this.#least - this.#lower
    return this.#upper >= Math.ceil(missing / UPPER)
  }

  #add(amount: number): void {
    const lower = this.#lower + amount
    const carried = Math.floor(lower / UPPER)
    this.#upper += carried
    this.#lower = lower - carried * UPPER
  }
}
