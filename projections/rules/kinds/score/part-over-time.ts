import type { FactSeries } from '#/rules/facts/series/fact-series.ts'
import { MovingWindow } from '#/rules/facts/series/moving-window.ts'
import type { ScoreIndicator } from '#/rules/kinds/score/parameters.ts'
import { decayed } from '#/rules/kinds/score/decay.ts'
import { capped, pointsOfValues } from '#/rules/kinds/score/score.ts'

/** The facts that an indicator can use, in order, and the points of each when it is new. */
export interface CountedFacts {
  readonly places: Int32Array
  readonly seconds: Float64Array
  readonly micro: Float64Array
}

export function countedFacts({ of, points }: ScoreIndicator, series: FactSeries): CountedFacts {
  const selected = series.selected(of)
  const places = new Int32Array(selected.length)
  const micro = new Float64Array(selected.length)
  let count = 0
  for (const place of selected) {
    const found = pointsOfValues(points, (path) => series.valueAt(place, path))
    if (typeof found !== 'number') continue
    places[count] = place
    micro[count] = found
    count += 1
  }
  const usable = places.subarray(0, count)
  return { places: usable, seconds: series.secondsAt(usable), micro: micro.subarray(0, count) }
}

/** What an indicator adds at an instant, in micro-points, decayed to it and within its cap. */
export interface PartOverTime {
  /** To an instant; instants never go back. */
  moveTo(t: number): void
  /** Over (t − window, t]. */
  readonly reached: number
  /** Over [t − window, t). */
  readonly before: number
  /** The places of the facts that add points to what is reached. */
  adding(): Int32Array
}

export function partOverTime(
  indicator: ScoreIndicator,
  windowSeconds: number,
  counted: CountedFacts,
): PartOverTime {
  if (indicator.counted === 'newest') return new NewestPart(indicator, counted, windowSeconds)
  return indicator.half_life_seconds === null
    ? new SumPart(indicator, counted, windowSeconds)
    : new DecayedPart(indicator, counted, windowSeconds)
}

/** Points that stay as they are: added once, and taken away once. */
class SumPart implements PartOverTime {
  readonly #indicator: ScoreIndicator
  readonly #counted: CountedFacts
  readonly #windowSeconds: number
  readonly #reached: MovingWindow
  readonly #before: MovingWindow
  readonly #sums: { reached: number; before: number } = { reached: 0, before: 0 }

  constructor(indicator: ScoreIndicator, counted: CountedFacts, windowSeconds: number) {
    this.#indicator = indicator
    this.#counted = counted
    this.#windowSeconds = windowSeconds
    const sums = this.#sums
    const { seconds, micro } = counted
    this.#reached = new MovingWindow(seconds, {
      enter: (index) => void (sums.reached += micro[index]!),
      leave: (index) => void (sums.reached -= micro[index]!),
    })
    this.#before = new MovingWindow(seconds, {
      enter: (index) => void (sums.before += micro[index]!),
      leave: (index) => void (sums.before -= micro[index]!),
    })
  }

  moveTo(t: number): void {
    this.#reached.moveTo(t - this.#windowSeconds, t)
    this.#before.moveTo(t - this.#windowSeconds - 1, t - 1)
  }

  get reached(): number {
    return capped(this.#indicator, this.#sums.reached)
  }

  get before(): number {
    return capped(this.#indicator, this.#sums.before)
  }

  adding(): Int32Array {
    const { places, micro } = this.#counted
    const first = this.#reached.first
    return places
      .subarray(first, this.#reached.end)
      .filter((_, index) => micro[first + index] !== 0)
  }
}

/** Each fact's points are rounded as they fade, so they are added up anew for every instant. */
class DecayedPart implements PartOverTime {
  readonly #indicator: ScoreIndicator
  readonly #counted: CountedFacts
  readonly #windowSeconds: number
  readonly #either: MovingWindow
  #t = 0
  #reached = 0
  #before = 0

  constructor(indicator: ScoreIndicator, counted: CountedFacts, windowSeconds: number) {
    this.#indicator = indicator
    this.#counted = counted
    this.#windowSeconds = windowSeconds
    this.#either = new MovingWindow(counted.seconds)
  }

  moveTo(t: number): void {
    this.#either.moveTo(t - this.#windowSeconds - 1, t)
    const { seconds } = this.#counted
    let [reached, before] = [0, 0]
    for (let index = this.#either.first; index < this.#either.end; index += 1) {
      const second = seconds[index]!
      const left = this.#left(index, t)
      if (second > t - this.#windowSeconds) reached += left
      if (second < t) before += left
    }
    this.#t = t
    this.#reached = capped(this.#indicator, reached)
    this.#before = capped(this.#indicator, before)
  }

  get reached(): number {
    return this.#reached
  }

  get before(): number {
    return this.#before
  }

  adding(): Int32Array {
    const { places, seconds } = this.#counted
    const first = this.#either.first
    return places
      .subarray(first, this.#either.end)
      .filter(
        (_, index) =>
          seconds[first + index]! > this.#t - this.#windowSeconds &&
          this.#left(first + index, this.#t) !== 0,
      )
  }

  #left(index: number, t: number): number {
    const { seconds, micro } = this.#counted
    return decayed(micro[index]!, t - seconds[index]!, this.#indicator.half_life_seconds)
  }
}

/** Of the facts in a window the last one counts. */
class NewestPart implements PartOverTime {
  readonly #indicator: ScoreIndicator
  readonly #counted: CountedFacts
  readonly #windowSeconds: number
  readonly #inReached: MovingWindow
  readonly #inBefore: MovingWindow
  #newest = 0
  #reached = 0
  #before = 0

  constructor(indicator: ScoreIndicator, counted: CountedFacts, windowSeconds: number) {
    this.#indicator = indicator
    this.#counted = counted
    this.#windowSeconds = windowSeconds
    this.#inReached = new MovingWindow(counted.seconds)
    this.#inBefore = new MovingWindow(counted.seconds)
  }

  moveTo(t: number): void {
    this.#inReached.moveTo(t - this.#windowSeconds, t)
    this.#inBefore.moveTo(t - this.#windowSeconds - 1, t - 1)
    this.#newest = this.#lastOf(this.#inReached, t)
    this.#reached = capped(this.#indicator, this.#newest)
    this.#before = capped(this.#indicator, this.#lastOf(this.#inBefore, t))
  }

  get reached(): number {
    return this.#reached
  }

  get before(): number {
    return this.#before
  }

  adding(): Int32Array {
    const { end } = this.#inReached
    return this.#counted.places.subarray(this.#newest === 0 ? end : end - 1, end)
  }

  #lastOf(window: MovingWindow, t: number): number {
    if (window.size === 0) return 0
    const { seconds, micro } = this.#counted
    const index = window.end - 1
    return decayed(micro[index]!, t - seconds[index]!, this.#indicator.half_life_seconds)
  }
}
