import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Whatever takes this long hangs. It is the only limit of tests: how fast the machine is decides
 * nothing. What the program promises in seconds is measured by `npm run bench:promises`.
 */
export const HANG_MS = 15 * 60_000

const LOOK_MS = 20

/** What `look` finds, as soon as it finds something. A look may throw to end the wait. */
export async function eventually<Found>(
  look: () => Found | undefined | Promise<Found | undefined>,
  describe: () => string,
): Promise<Found> {
  for (const hang = AbortSignal.timeout(HANG_MS); !hang.aborted; await sleep(LOOK_MS)) {
    const found = await look()
    if (found !== undefined) return found
  }
  throw new Error(`it hangs: ${describe()}`)
}
