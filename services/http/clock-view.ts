import type { Instant } from '@jianwei/events/instant.ts'

/** How a process stands with the time, for health. */
export interface ClockView {
  /**
   * `leapt`: the machine's clock is not followed. `log ahead`: the log stands still until the clock
   * has come up to it.
   */
  readonly status: 'trusted' | 'leapt' | 'log ahead'
  /** The time that this process goes by. */
  readonly now: Instant
  readonly machine_now: Instant
  /** How often times of recording were corrected in this log. */
  readonly corrections: number
  /** What is wrong and what to do; null while nothing is. */
  readonly note: string | null
}
