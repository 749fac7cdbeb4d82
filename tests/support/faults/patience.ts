import { setTimeout as sleep } from 'node:timers/promises'
import { HANG_MS } from '#/support/hang.ts'

const LOOK_MS = 100

export interface Patience {
  readonly signal: AbortSignal
  /** What to say when it runs out. */
  readonly describe: () => string
}

/**
 * What `look` finds. A look that fails is taken as one that found nothing; the last failure is told
 * when patience runs out.
 */
export async function eventually<Found>(
  look: () => Promise<Found | undefined>,
  { signal, describe }: Patience,
): Promise<Found> {
  const hang = AbortSignal.timeout(HANG_MS)
  let failure: unknown
  for (;;) {
    signal.throwIfAborted()
    try {
      const found = await look()
      if (found !== undefined) return found
    } catch (error) {
      failure = error
    }
    if (hang.aborted)
      throw new Error(`it hangs: ${describe()}`, failure === undefined ? {} : { cause: failure })
    await sleep(LOOK_MS, undefined, { signal })
  }
}
