import { countBefore, type KnownAt } from '#/rules/evaluator/ledger/known-at.ts'

/** Where the clock stands along an order of knowing, in whole seconds. */
export interface ClockByPoints {
  /** At a point. */
  readonly at: (point: KnownAt) => number
  /** Right before a point at which something became known. */
  readonly before: (point: KnownAt) => number
  /** The first point at which it has come to a second; null where it has not come there. */
  readonly reaches: (second: number) => KnownAt | null
  /** At the end of what is looked at. */
  readonly last: number
}

/** By source the clock is the time of reporting itself, up to a point. */
export function clockOfReports(until: KnownAt): ClockByPoints {
  const secondOf = ({ ms }: KnownAt): number => Math.floor(ms / 1_000)
  return {
    at: secondOf,
    // Position 0 of a millisecond comes before everything that was reported in it.
    before: secondOf,
    reaches: (second) => (second * 1_000 <= until.ms ? { ms: second * 1_000, position: 0 } : null),
    last: secondOf(until),
  }
}

/** The minutes of a log's clock, and the position at which each began, both in order. */
export interface LogMinutes {
  /** Seconds since 1970. */
  readonly minutes: ArrayLike<number>
  readonly first_positions: ArrayLike<number>
}

/** Before the first minute. */
const NOT_BEGUN = Number.NEGATIVE_INFINITY

/** By platform the clock goes from minute to minute with the log. */
export function clockOfLogMinutes({ minutes, first_positions }: LogMinutes): ClockByPoints {
  const { length } = minutes
  const minuteAfter = (begun: number): number => minutes[begun - 1] ?? NOT_BEGUN
  return {
    at: ({ position }) =>
      minuteAfter(countBefore(length, (index) => (first_positions[index] ?? 0) <= position)),
    before: ({ position }) =>
      minuteAfter(countBefore(length, (index) => (first_positions[index] ?? 0) < position)),
    reaches: (second) => {
      const position = first_positions[countBefore(length, (i) => (minutes[i] ?? 0) < second)]
      return position === undefined ? null : { ms: 0, position }
    },
    last: minuteAfter(length),
  }
}
