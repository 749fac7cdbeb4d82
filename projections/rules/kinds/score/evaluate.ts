import type { WarningWithFacts } from '#/rules/facts/known-fact.ts'
import { atInstant, NO_WARNINGS } from '#/rules/facts/series/coming-true.ts'
import { joinedPlaces, type FactSeries } from '#/rules/facts/series/fact-series.ts'
import { MovingWindow } from '#/rules/facts/series/moving-window.ts'
import {
  countedFacts,
  partOverTime,
  type PartOverTime,
} from '#/rules/kinds/score/part-over-time.ts'
import type { ScoreOverride, ScoreParameters, ScoreRule } from '#/rules/kinds/score/parameters.ts'
import { bandOf } from '#/rules/kinds/score/score.ts'
import { isInForce } from '#/rules/language/rule-body.ts'

/** `W` of a score rule over the facts of one subject. */
export function evaluateScore(rule: ScoreRule, series: FactSeries): readonly WarningWithFacts[] {
  const { parameters } = rule
  const { indicators, overrides, warn_bands, window_seconds } = parameters
  const counted = indicators.map((indicator) => countedFacts(indicator, series))
  const places = joinedPlaces([
    ...counted.map((one) => one.places),
    ...overrides.map(({ of }) => series.selected(of)),
  ])
  if (places.length === 0) return NO_WARNINGS
  const seconds = series.secondsAt(places)
  const bands = new BandsOverTime(
    parameters,
    indicators.map((indicator, index) => partOverTime(indicator, window_seconds, counted[index]!)),
    overrides.map((override) => new DecidingOverTime(override, series)),
  )
  let warnings: WarningWithFacts[] | undefined
  for (let begin = 0, end = 0; begin < seconds.length; begin = end) {
    const t = seconds[begin]!
    while (end < seconds.length && seconds[end] === t) end += 1
    bands.moveTo(t)
    if (!warn_bands.includes(bands.reached()) || warn_bands.includes(bands.before())) continue
    if (!isInForce(rule, t)) continue
    warnings ??= []
    const ofInstant = places.subarray(begin, end)
    warnings.push(atInstant(t, series, joinedPlaces([...bands.contributing(), ofInstant])))
  }
  return warnings ?? NO_WARNINGS
}

/** The bands at an instant, both with all facts decayed to it; instants never go back. */
class BandsOverTime {
  readonly #parameters: ScoreParameters
  readonly #parts: readonly PartOverTime[]
  readonly #deciding: readonly DecidingOverTime[]

  constructor(
    parameters: ScoreParameters,
    parts: readonly PartOverTime[],
    deciding: readonly DecidingOverTime[],
  ) {
    this.#parameters = parameters
    this.#parts = parts
    this.#deciding = deciding
  }

  moveTo(t: number): void {
    for (const part of this.#parts) part.moveTo(t)
    for (const deciding of this.#deciding) deciding.moveTo(t)
  }

  /** Over (t − window, t]. */
  reached(): string {
    let score = this.#parameters.base
    for (const part of this.#parts) score += part.reached
    const decides = (index: number): boolean => this.#deciding[index]!.reached.size > 0
    return bandOf(this.#parameters, score, decides).band
  }

  /** Over [t − window, t). */
  before(): string {
    let score = this.#parameters.base
    for (const part of this.#parts) score += part.before
    const decides = (index: number): boolean => this.#deciding[index]!.before.size > 0
    return bandOf(this.#parameters, score, decides).band
  }

  /** The places of the facts that add points or decide. */
  contributing(): Int32Array[] {
    return [
      ...this.#parts.map((part) => part.adding()),
      ...this.#deciding.map((deciding) => deciding.places()),
    ]
  }
}

/** The facts of an override in its windows. */
class DecidingOverTime {
  readonly #windowSeconds: number
  readonly #places: Int32Array
  readonly reached: MovingWindow
  readonly before: MovingWindow

  constructor({ of, window_seconds }: ScoreOverride, series: FactSeries) {
    this.#windowSeconds = window_seconds
    this.#places = series.selected(of)
    const seconds = series.secondsOf(of)
    this.reached = new MovingWindow(seconds)
    this.before = new MovingWindow(seconds)
  }

  moveTo(t: number): void {
    this.reached.moveTo(t - this.#windowSeconds, t)
    this.before.moveTo(t - this.#windowSeconds - 1, t - 1)
  }

  places(): Int32Array {
    return this.#places.subarray(this.reached.first, this.reached.end)
  }
}
