import { setTimeout as sleep } from 'node:timers/promises'

/** Looks at once and then again and again, until the signal aborts. Throws what a look throws. */
export async function repeat(
  intervalMs: number,
  signal: AbortSignal,
  look: () => Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    await look()
    await sleep(intervalMs, undefined, { signal }).catch(() => {})
  }
}
