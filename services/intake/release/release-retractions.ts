import type { NewEvent } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { RETRACTED } from '#/intake/content.ts'
import { countsOf, type Intake } from '#/intake/intake.ts'
import type { Mapping } from '#/intake/mapping/language.ts'
import type { GivenFacts } from '#/intake/release/given-facts.ts'
import { registerFacts, type RegisterLog } from '#/intake/release/register-facts.ts'
import { retractionOfGone } from '#/intake/row-plan.ts'

/** What is told of the facts that a release lacks. */
export interface ReleaseTold {
  readonly released_at: Instant | null
  /** As the log calls the file. */
  readonly file: string
  readonly file_hash: string
}

export interface RetractionParts {
  readonly log: RegisterLog
  readonly intake: Intake
  readonly now: () => Instant
  readonly signal: AbortSignal
}

const HASH_DIGITS = 12

/**
 * Retracts what is in no row of the release, and gives after each step how many facts that were.
 * The id of a retraction follows from what it replaces, so whoever comes again after a kill goes
 * on.
 */
export async function* retractGone(
  mapping: Mapping,
  given: GivenFacts,
  told: ReleaseTold,
  { log, intake, now, signal }: RetractionParts,
): AsyncGenerator<number> {
  const reason = reasonOf(told)
  for await (const facts of registerFacts(log, mapping, signal)) {
    const of = { occurred_at: told.released_at ?? now(), reported_at: told.released_at, reason }
    const gone = facts.flatMap((history) => {
      if (history.first === undefined || given.has(history.first.event.event_id)) return []
      const event = retractionOfGone(history, of)
      return event === undefined ? [] : [{ event, stood: history.standing?.said !== RETRACTED }]
    })
    if (gone.length === 0) continue
    const results = await intake.take(gone.map(({ event }) => inputOf(event, mapping, told)))
    yield countsOf(results.filter((_, at) => gone[at]?.stood === true)).accepted
  }
}

function reasonOf({ released_at, file_hash }: ReleaseTold): string {
  return `not in the release ${released_at ?? file_hash.slice(0, HASH_DIGITS)}`
}

/** No line of the file says it. */
function inputOf(event: NewEvent, mapping: Mapping, { file }: ReleaseTold) {
  return {
    reading: { ok: true as const, events: [event] },
    origin: { channel: 'file' as const, file, line: 0, mapping: mapping.mapping },
    content_type: 'application/json',
    bytes: Buffer.from(JSON.stringify(event.data)),
  }
}
