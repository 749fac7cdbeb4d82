import { setTimeout as sleep } from 'node:timers/promises'
import { instantFromMs, msOfInstant, type Instant } from '@jianwei/events/instant.ts'

/** The time that the due queue waits for. */
export interface DutyClock {
  now(): Instant
  /** Resolves when it is that time or later, or the signal aborts. */
  reached(at: Instant, signal: AbortSignal): Promise<void>
}

/** A clock may be set meanwhile, and timers know no times beyond some days. */
const LOOK_MS_MAX = 30_000

/** A clock of the machine that can be waited for. */
export function waitableClock(now: () => Instant): DutyClock {
  return {
    now,
    async reached(at, signal) {
      while (!signal.aborted) {
        const left = msOfInstant(at) - msOfInstant(now())
        if (left <= 0) return
        await sleep(Math.min(left, LOOK_MS_MAX), undefined, { signal }).catch(() => {})
      }
    },
  }
}

/** So much later. */
export function laterBy(at: Instant, ms: number): Instant {
  return instantFromMs(msOfInstant(at) + ms)
}
