import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Whatever takes this long hangs. It is the only limit of tests: how fast the machine is decides
 * nothing. What the program promises in seconds is measured by `npm run bench:promises`.
 */
export const HANG_MS = 15 * 60_000

/** A test ends after what it waits for: else it could not say what that was. */
export const TEST_HANG_MS = HANG_MS + 5 * 60_000

const LOOK_MS = 20

/**
 * What `look` finds, as soon as it finds something. A look may throw to end the wait; one that
 * never ends is ended with it.
 */
export async function eventually<Found>(
  look: () => Found | undefined | Promise<Found | undefined>,
  describe: () => string,
  wait_ms = HANG_MS,
): Promise<Found> {
  let isLooking = false
  const searching = async (signal: AbortSignal): Promise<Found> => {
    for (;;) {
      isLooking = true
      const found = await look()
      isLooking = false
      if (found !== undefined) return found
      await sleep(LOOK_MS, undefined, { signal })
    }
  }
  const where = (): string => (isLooking ? 'a look does not end' : 'nothing is found')
  return within(searching, () => `${where()}: ${describe()}`, wait_ms)
}

/** What `work` gives; throws, and aborts its signal, where it does not end in time. */
export async function within<Value>(
  work: (signal: AbortSignal) => Promise<Value>,
  describe: () => string,
  wait_ms = HANG_MS,
): Promise<Value> {
  const hang = Promise.withResolvers<never>()
  const ending = new AbortController()
  const timer = setTimeout(() => hang.reject(new Error(`it hangs: ${describe()}`)), wait_ms)
  try {
    const working = work(ending.signal)
    // What it throws after nobody waits for it is told by nobody.
    working.catch(() => {})
    return await Promise.race([working, hang.promise])
  } finally {
    clearTimeout(timer)
    ending.abort()
  }
}
