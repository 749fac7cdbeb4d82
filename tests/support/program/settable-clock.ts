import type { Instant } from '@jianwei/events/instant.ts'
import type { Clock } from '@jianwei/infra/runtime/clock.ts'

export interface SettableClock extends Clock {
  /** From now on it shows this, until it is set again. */
  set(now: string): void
}

export function settableClock(start: string): SettableClock {
  // Tests write canonical instants.
  let shown = start as Instant
  return {
    now: () => shown,
    set(now) {
      shown = now as Instant
    },
  }
}
