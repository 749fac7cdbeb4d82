import { instantFromMs, msOfInstant, type Instant } from '@jianwei/events/instant.ts'
import type { DutyClock } from '@jianwei/services/duties/duty-clock.ts'

/** A clock that stands where a test puts it. */
export class MovedClock implements DutyClock {
  #now: Instant
  readonly #waiting = new Set<() => void>()

  constructor(now: Instant) {
    this.#now = now
  }

  now(): Instant {
    return this.#now
  }

  /** It does not go back by this. */
  moveTo(at: Instant): void {
    if (at < this.#now) return
    this.#now = at
    for (const look of this.#waiting) look()
  }

  /** As after somebody found that it was ahead. */
  setBackTo(at: Instant): void {
    this.#now = at
  }

  moveBy(ms: number): void {
    this.moveTo(instantFromMs(msOfInstant(this.#now) + ms))
  }

  reached(at: Instant, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (this.#now < at && !signal.aborted) return
        this.#waiting.delete(look)
        signal.removeEventListener('abort', look)
        resolve()
      }
      this.#waiting.add(look)
      signal.addEventListener('abort', look)
      look()
    })
  }
}
