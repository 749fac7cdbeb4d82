import { DomainError } from '@jianwei/events/errors.ts'
import { RequestFailed } from '#/cli/ask-program.ts'

/** So long it is asked on where nothing answers, such as while the program starts again. */
const UNANSWERED_MS_MAX = 60_000

/** What was ordered stands, and is made without anybody who waits for it. */
export class ResultNotHad extends DomainError {
  override readonly name = 'ResultNotHad'
  readonly code = 'RESULT_NOT_HAD'
}

export interface Patience {
  /** Where the result will be. */
  readonly of: string
  readonly now: () => number
  /** Between two looks; throws where nobody waits any longer. */
  readonly pause: () => Promise<void>
  readonly say: (line: string) => void
}

/**
 * What looks find in the end. A look that is refused, or not answered, is tried again for a while.
 * Throws ResultNotHad when that has passed.
 */
export async function patiently<Found>(
  look: () => Promise<Found | undefined>,
  { of, now, pause, say }: Patience,
): Promise<Found> {
  let unanswered: number | undefined
  for (;;) {
    try {
      const found = await look()
      if (found !== undefined) return found
      unanswered = undefined
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error
      if (unanswered === undefined) say(`${error.message}; the order stands, it is asked again`)
      unanswered ??= now()
      if (now() - unanswered >= UNANSWERED_MS_MAX) {
        const since = `no answer for ${UNANSWERED_MS_MAX / 1_000} s (${error.message})`
        throw new ResultNotHad(`${since}; the order stands, its result will be at ${of}`)
      }
    }
    await pause()
  }
}
