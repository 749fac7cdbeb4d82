import { setTimeout as sleep } from 'node:timers/promises'

const LOOK_MS = 100

export interface Patience {
  readonly limit_ms: number
  readonly signal: AbortSignal
  /** What to say when it runs out. */
  readonly describe: () => string
}

/** What `look` finds. A look that fails is taken as one that found nothing; the last failure is told when patience runs out. */
export async function eventually<Found>(
  look: () => Promise<Found | undefined>,
  { limit_ms, signal, describe }: Patience,
): Promise<Found> {
  const deadline = performance.now() + limit_ms
  let failure: unknown
  for (;;) {
    signal.throwIfAborted()
    try {
      const found = await look()
      if (found !== undefined) return found
    } catch (error) {
      failure = error
    }
    if (performance.now() > deadline)
      throw new Error(`not within ${limit_ms} ms: ${describe()}`, failure === undefined ? {} : { cause: failure })
    await sleep(LOOK_MS, undefined, { signal })
  }
}
