import { amountOfValue } from '#/rules/facts/amount.ts'
import type { WarningWithFacts } from '#/rules/facts/known-fact.ts'
import { comingTrue, NO_WARNINGS, type Condition } from '#/rules/facts/series/coming-true.ts'
import type { FactSeries } from '#/rules/facts/series/fact-series.ts'
import type { SumRule } from '#/rules/kinds/sum/parameters.ts'

/** `W` of a sum rule over the facts of one subject. */
export function evaluateSum(rule: SumRule, series: FactSeries): readonly WarningWithFacts[] {
  const { of, amount, at_least, window_seconds } = rule.parameters
  const selected = series.selected(of)
  if (selected.length === 0) return NO_WARNINGS
  const usable = new Int32Array(selected.length)
  const amounts = new Float64Array(selected.length)
  let count = 0
  for (const place of selected) {
    const found = amountOfValue(series.valueAt(place, amount))
    if (typeof found !== 'number') continue
    usable[count] = place
    amounts[count] = found
    count += 1
  }
  const condition = (): Condition => new AmountAtLeast(at_least, amounts)
  const places = usable.subarray(0, count)
  return comingTrue(rule, { series, places, window_seconds, condition })
}

/** Amounts are whole and at most 10^13; a thousand of them exceed what one number holds exactly. */
const UPPER = 2 ** 26

class AmountAtLeast implements Condition {
  readonly #least: number
  readonly #amounts: Float64Array
  /** The sum is `upper × 2^26 + lower`, each part of it exact. */
  #upper = 0
  #lower = 0

  constructor(least: number, amounts: Float64Array) {
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
