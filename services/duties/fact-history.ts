import { versionOf, type FactVersion } from '@jianwei/events/fact.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'

/** What the log holds of one fact, seen from one of its versions. */
export interface FactHistory {
  /** Up to the version and with it, in the order of the log. */
  readonly known: readonly FactVersion[]
  /** From the version on and with it: where it is handled again, others may have followed it. */
  readonly later: readonly FactVersion[]
  /** An original that came after an amendment: what the amendment says stays in force. */
  readonly isOverruled: boolean
}

/** A fact of another subject is another fact: what came of it under the same id is left out. */
export async function historyOf(
  log: Pick<EventLog, 'find' | 'amendmentsOf'>,
  version: FactVersion,
): Promise<FactHistory> {
  const { fact_id, subject_id, position } = version
  const events = [...(await log.find([fact_id])), ...(await log.amendmentsOf([fact_id]))]
  const versions = events
    .flatMap((event) => versionOf(event) ?? [])
    .filter((one) => one.fact_id === fact_id && one.subject_id === subject_id)
    .toSorted((one, other) => one.position - other.position)
  const known = versions.filter((one) => one.position <= position)
  return {
    known,
    later: versions.filter((one) => one.position >= position),
    isOverruled: version.kind === 'original' && known.length > 1,
  }
}
