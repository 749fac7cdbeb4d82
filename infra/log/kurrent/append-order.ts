import type { AppendOutcome, StreamAppend } from '@jianwei/events/ports/event-log.ts'
import type { WritableEvents } from '#/log/kurrent/stream-append.ts'
import type { StreamAppends } from '#/log/kurrent/stream-appends.ts'

/**
 * Appends in the order of the calls, whether these wait for each other's answers or not. What lies
 * in the one journal keeps its order there; everything else waits for what was before. Nothing is
 * written behind an append that failed: whatever comes later fails as it did.
 */
export class OrderedAppends {
  /** The calls before have all been queued. */
  #turn: Promise<unknown> = Promise.resolve()
  /** The last append has been decided; rejects with what it failed of. */
  #before: Promise<void> = Promise.resolve()
  #isJournalled = false

  /**
   * Takes its place before it returns. `ready`: gives what writes, once there is room. Resolves
   * when all of the call is queued.
   */
  append(
    appends: readonly StreamAppend[],
    events: readonly WritableEvents[],
    ready: () => Promise<StreamAppends>,
  ): Promise<readonly Promise<AppendOutcome>[]> {
    const queued = this.#turn.then(async () => this.#queue(await ready(), appends, events))
    this.#turn = queued.catch(() => {})
    return queued
  }

  async #queue(
    log: StreamAppends,
    appends: readonly StreamAppend[],
    events: readonly WritableEvents[],
  ): Promise<readonly Promise<AppendOutcome>[]> {
    const outcomes: Promise<AppendOutcome>[] = []
    for (const [at, append] of appends.entries()) {
      const isJournalled = log.isJournalled(append)
      if (!isJournalled || !this.#isJournalled) await this.#before
      // One entry for each append.
      const { written, outcome } = log.append(append, events[at]!)
      outcome.catch(() => {})
      outcomes.push(outcome)
      this.#before = written()
      this.#before.catch(() => {})
      this.#isJournalled = isJournalled
    }
    return outcomes
  }
}
