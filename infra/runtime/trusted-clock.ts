import { uptime } from 'node:os'
import { instantFromMs, type Instant } from '@jianwei/events/instant.ts'
import type { Clock } from '#/runtime/clock.ts'

/*
 * The machine's clock, judged against the clock that only counts:
 *
 *  1. From an anchor on, the machine's clock and the counting one go on together. Small differences
 *     are how a clock is set right, and are followed; the anchor moves on now and then, so that
 *     they do not add up to a leap.
 *  2. A larger difference is a leap, in either direction, and is not followed: time goes on from
 *     the anchor by the counting clock.
 *  3. It ends when the machine's clock is back, or when somebody accepts what it shows.
 *
 * The counting clock of a process stands still while a machine sleeps. How long that was, the time
 * since the machine's start says, so a laptop that wakes up has not leapt. A virtual machine that
 * was paused from outside knows nothing of it: for it that is a leap.
 */

/**
 * A difference that is followed. Clocks are set right by milliseconds; events may be ten minutes in
 * the future.
 */
export const CLOCK_LEAP_MS = 60_000
/**
 * The anchor moves on after so long, in which a clock that is slewed by the usual 500 ppm goes
 * wrong by 0.3 s.
 */
const ANCHOR_MS = 600_000

/** Some systems tell the time since the start in whole seconds. */
const UPTIME_STEP_MS = 2_000

/** What a clock is asked for. */
export interface ClockSources {
  /** Milliseconds since 1970, by the machine's clock: may leap. */
  readonly machine: () => number
  /** Milliseconds that only count up; they may stand still while the machine sleeps. */
  readonly counting: () => number
  /**
   * Milliseconds since the machine's start, with those that it slept. Dear, and asked only when in
   * doubt.
   */
  readonly since_start: () => number
}

/** A leap that is not followed. */
export interface ClockLeap {
  /** When it was noticed, by the clock that goes on. */
  readonly at: Instant
  /** How far the machine's clock is away from the one that goes on; negative when it is behind. */
  readonly by_ms: number
}

interface Anchor {
  readonly machine: number
  readonly counting: number
  readonly since_start: number
}

const MACHINE: ClockSources = {
  machine: () => Date.now(),
  counting: () => performance.now(),
  since_start: () => uptime() * 1_000,
}

/** A clock that does not follow leaps. */
export class TrustedClock implements Clock {
  readonly #sources: ClockSources
  #anchor: Anchor
  #leap: ClockLeap | null = null

  /** Begins with what the machine's clock shows: whether that can be is for the start to check. */
  constructor(sources: ClockSources = MACHINE) {
    this.#sources = sources
    this.#anchor = this.#here()
  }

  now(): Instant {
    return instantFromMs(Math.floor(this.#now()))
  }

  /** What the machine's clock shows, whether it is followed or not. */
  machineNow(): Instant {
    return instantFromMs(this.#sources.machine())
  }

  /** Null while the machine's clock is followed. */
  leap(): ClockLeap | null {
    this.#now()
    return this.#leap
  }

  /** From here on the machine's clock is followed again, wherever it is: somebody has said so. */
  accept(): void {
    this.#anchor = this.#here()
    this.#leap = null
  }

  #now(): number {
    const machine = this.#sources.machine()
    const counted = this.#sources.counting() - this.#anchor.counting
    const expected = this.#anchor.machine + counted
    if (isNear(machine, expected)) {
      if (counted >= ANCHOR_MS) this.#anchor = this.#here()
      this.#leap = null
      return machine
    }
    const awake = expected + this.#sleptMs(counted)
    if (isNear(machine, awake)) {
      this.#anchor = this.#here()
      this.#leap = null
      return machine
    }
    this.#leap = {
      at: this.#leap?.at ?? instantFromMs(Math.floor(awake)),
      by_ms: Math.round(machine - awake),
    }
    return awake
  }

  #sleptMs(counted: number): number {
    const slept = this.#sources.since_start() - this.#anchor.since_start - counted
    return slept < UPTIME_STEP_MS ? 0 : slept
  }

  #here(): Anchor {
    const { machine, counting, since_start } = this.#sources
    return { machine: machine(), counting: counting(), since_start: since_start() }
  }
}

function isNear(one: number, other: number): boolean {
  return Math.abs(one - other) <= CLOCK_LEAP_MS
}
