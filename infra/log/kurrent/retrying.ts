import { setTimeout as sleep } from 'node:timers/promises'
import { LogUnavailable } from '@jianwei/events/errors.ts'
import { failureOf, logError } from '#/log/kurrent/client-failure.ts'

/** How patient the adapters are. All in milliseconds. */
export interface Patience {
  /** For one answer of the server. */
  readonly answer_ms: number
  /**
   * For a call as a whole, over all of its attempts, and for a subscription that cannot be opened
   * again.
   */
  readonly give_up_ms: number
  readonly pause_ms_min: number
  readonly pause_ms_max: number
}

export const USUAL_PATIENCE: Patience = {
  answer_ms: 5_000,
  give_up_ms: 20_000,
  pause_ms_min: 20,
  pause_ms_max: 2_000,
}

/**
 * Does the work again after a passing failure, with pauses that double. The work must be one that
 * can be repeated. Throws what else it threw as it is, and LogUnavailable when the patience is at
 * its end.
 */
export async function retrying<T>(
  work: () => Promise<T>,
  patience: Patience,
  signal?: AbortSignal,
): Promise<T> {
  const givesUpAt = performance.now() + patience.give_up_ms
  for (
    let pauseMs = patience.pause_ms_min;
    ;
    pauseMs = Math.min(pauseMs * 2, patience.pause_ms_max)
  ) {
    try {
      return await work()
    } catch (error) {
      const over = performance.now() + pauseMs > givesUpAt || signal?.aborted === true
      if (failureOf(error) !== 'passing') throw error
      if (over) throw logError(error)
      await sleep(pauseMs, undefined, signal === undefined ? {} : { signal }).catch(() => {})
    }
  }
}

/** As `retrying`, for callers of the port: throws what `logError` makes of a failure. */
export async function answered<T>(
  work: () => Promise<T>,
  patience: Patience,
  signal?: AbortSignal,
): Promise<T> {
  try {
    return await retrying(work, patience, signal)
  } catch (error) {
    throw logError(error)
  }
}

/**
 * The client packages have calls that wait for ever once the connection is gone without a word, so
 * every wait has a limit here. Throws LogUnavailable when it is reached; whether the work was done
 * is then unknown.
 */
export async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new LogUnavailable(`no answer within ${ms} ms`)), ms)
  })
  // The answer may still fail after nobody waits for it.
  work.catch(() => {})
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

/** All that a reading gives, each piece of it in time. */
export async function collected<T>(reading: AsyncIterable<T>, ms: number): Promise<readonly T[]> {
  const items: T[] = []
  const iterator = reading[Symbol.asyncIterator]()
  for (;;) {
    const next = await within(iterator.next(), ms)
    if (next.done === true) return items
    items.push(next.value)
  }
}
