import type { HeldView } from '@jianwei/services/intake/http/quarantine-views.ts'
import type { Answer } from '#/api/ask.ts'

type Held = Answer<typeof HeldView>

/** What waits of a source, by reason: the largest numbers of all sources are listed. */
export function heldOf(
  { listed, not_listed }: Pick<Held, 'listed' | 'not_listed'>,
  source: string,
): {
  readonly rows: Held['listed']
  /** Whether some of the source may wait that is not listed. */
  readonly mayWait: boolean
} {
  return { rows: listed.filter((row) => row.source === source), mayWait: not_listed > 0 }
}
