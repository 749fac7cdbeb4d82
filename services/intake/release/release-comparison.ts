import type { FactReference } from '@jianwei/events/fact.ts'
import { RETRACTED } from '#/intake/content.ts'
import { FileRefused } from '#/intake/files/file-errors.ts'
import type { FactHistory } from '#/intake/fact-histories.ts'
import type { Mapping } from '#/intake/mapping/language.ts'
import { goneAtMost, releaseTerms } from '#/intake/mapping/release-terms.ts'
import type { GivenFacts } from '#/intake/release/given-facts.ts'
import { registerFacts, type RegisterLog } from '#/intake/release/register-facts.ts'

/** A release beside the facts that stand when its first row is about to be taken. */
export interface ReleaseComparison {
  /** Facts of the register that stand. */
  readonly standing: number
  /** Those of them that are in no row. */
  readonly gone: number
  readonly gone_at_most: number
  /** Rows whose id could not be read: while there are any, nothing is retracted. */
  readonly rows_without_id: number
  /** Some of the facts that are gone, the oldest first. */
  readonly examples: readonly GoneFact[]
}

export interface GoneFact extends FactReference {
  readonly type: string
  readonly subject_id: string
}

const EXAMPLES_MAX = 5

/** Writes nothing. */
export async function compareRelease(
  log: RegisterLog,
  mapping: Mapping,
  given: GivenFacts,
  signal: AbortSignal,
): Promise<ReleaseComparison> {
  let [standing, gone] = [0, 0]
  const examples: GoneFact[] = []
  for await (const facts of registerFacts(log, mapping, signal)) {
    for (const { first, standing: newest } of facts) {
      if (first === undefined || newest?.said === RETRACTED) continue
      standing += 1
      if (given.has(first.event.event_id)) continue
      gone += 1
      if (examples.length < EXAMPLES_MAX) examples.push(goneFact(first))
    }
  }
  const gone_at_most = goneAtMost(releaseTerms(mapping)?.gone_at_most, standing)
  return { standing, gone, gone_at_most, rows_without_id: given.rows_without_id, examples }
}

function goneFact({ event }: NonNullable<FactHistory['first']>): GoneFact {
  const { source, source_event_id: id, type, subject_id } = event
  return { source, id, type, subject_id }
}

/** Throws FileRefused where the release lacks more than the mapping allows. */
export function checkGone({ standing, gone, gone_at_most, examples }: ReleaseComparison): void {
  if (gone <= gone_at_most) return
  const words =
    `the file lacks ${gone} of the ${standing} facts of the register that stand, and may lack ` +
    `${gone_at_most} (gone_at_most): is it the whole register? Nothing of it was taken. ` +
    `The first that it lacks: ${examples.map(({ id }) => id).join(', ')}`
  throw new FileRefused('RELEASE_LACKS_MUCH', words, { standing, gone, gone_at_most })
}
