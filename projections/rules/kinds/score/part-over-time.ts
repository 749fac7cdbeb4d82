import type { FactSeries } from '#/rules/facts/series/fact-series.ts'
import { MovingWindow } from '#/rules/facts/series/moving-window.ts'
import type { ScoreIndicator } from '#/rules/kinds/score/parameters.ts'
import { decayed } from '#/rules/kinds/score/decay.ts'
import { capped, pointsOf } from '#/rules/kinds/score/score.ts'

/** What an indicator adds at an instant `t`, in micro-points. */
export interface PartAt {
  /** Over (t − window, t]. */
  reached: number
  /** Over [t − window, t). */
  before: number
}

/**
 * What an indicator adds at an instant, decayed to it and within its cap; instants never go back.
 */
export function partOverTime(
  indicator: ScoreIndicator,
  windowSeconds: number,
  series: FactSeries,
): (t: number) => PartAt {
  const counted = countedFacts(indicator, series)
  const added =
    indicator.counted === 'newest'
      ? newest(indicator, counted, windowSeconds)
      : indicator.half_life_seconds === null
        ? sum(counted, windowSeconds)
        : decayedSum(indicator, counted, windowSeconds)
  return (t) => {
    const { reached, before } = added(t)
    return { reached: capped(indicator, reached), before: capped(indicator, before) }
  }
}

/** The facts that the indicator can use, in order, and the points of each when it is new. */
interface CountedFacts {
  readonly seconds: Float64Array
  readonly micro: Float64Array
}

function countedFacts(indicator: ScoreIndicator, series: FactSeries): CountedFacts {
  const points = Array.from(series.selected(indicator.of), (place) => ({
    second: series.seconds[place] ?? 0,
    micro: pointsOf(indicator, series.factAt(place)),
  }))
  const usable = points.filter(({ micro }) => typeof micro === 'number')
  return {
    seconds: Float64Array.from(usable, ({ second }) => second),
    // Of the usable ones.
    micro: Float64Array.from(usable, ({ micro }) => micro as number),
  }
}

/** Points that stay as they are: added once, and taken away once. */
function sum({ seconds, micro }: CountedFacts, windowSeconds: number): (t: number) => PartAt {
  const at: PartAt = { reached: 0, before: 0 }
  const adding = (when: keyof PartAt) => ({
    enter: (index: number) => void (at[when] += micro[index] ?? 0),
    leave: (index: number) => void (at[when] -= micro[index] ?? 0),
  })
  const reached = new MovingWindow(seconds, adding('reached'))
  const before = new MovingWindow(seconds, adding('before'))
  return (t) => {
    reached.moveTo(t - windowSeconds, t)
    before.moveTo(t - windowSeconds - 1, t - 1)
    return at
  }
}

/** Each fact's points are rounded as they fade, so they are added up anew for every instant. */
function decayedSum(
  { half_life_seconds }: ScoreIndicator,
  { seconds, micro }: CountedFacts,
  windowSeconds: number,
): (t: number) => PartAt {
  const either = new MovingWindow(seconds)
  return (t) => {
    const at: PartAt = { reached: 0, before: 0 }
    either.moveTo(t - windowSeconds - 1, t)
    for (let index = either.first; index < either.end; index += 1) {
      const second = seconds[index] ?? 0
      const left = decayed(micro[index] ?? 0, t - second, half_life_seconds)
      if (second > t - windowSeconds) at.reached += left
      if (second < t) at.before += left
    }
    return at
  }
}

function newest(
  { half_life_seconds }: ScoreIndicator,
  { seconds, micro }: CountedFacts,
  windowSeconds: number,
): (t: number) => PartAt {
  const [reached, before] = [new MovingWindow(seconds), new MovingWindow(seconds)]
  const lastOf = (window: MovingWindow, t: number): number => {
    if (window.size === 0) return 0
    const index = window.end - 1
    return decayed(micro[index] ?? 0, t - (seconds[index] ?? 0), half_life_seconds)
  }
  return (t) => {
    reached.moveTo(t - windowSeconds, t)
    before.moveTo(t - windowSeconds - 1, t - 1)
    return { reached: lastOf(reached, t), before: lastOf(before, t) }
  }
}
