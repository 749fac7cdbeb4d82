import type { FactCorrected } from '@jianwei/events/amendment/events.ts'
import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import { amendedFactOf, type FactContent } from '@jianwei/events/fact.ts'
import type { EventId } from '@jianwei/events/identity.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { isLinkId } from '@jianwei/events/subject-link/moved-fact.ts'
import { canonicalJson } from '@jianwei/projections/rules/language/canonical-json.ts'

/** What a fact says, with the version of its type. */
export type VersionedContent = FactContent & { readonly schema_version: number }

/** A fact as the log has it, and as it would be without links. */
export interface FactStanding {
  readonly first: RecordedEvent
  /** The newest that was said of it, by its source or by a link. */
  readonly newest: RecordedEvent
  /** What stands by that; null where it was taken back. */
  readonly stands: VersionedContent | null
  /** The newest that its source itself said of it. */
  readonly told: RecordedEvent
  /** What stands by that; null where the source took it back. */
  readonly says: VersionedContent | null
}

/** The most that one look-up of the log takes. */
const IDS_MAX = 1_000

/** Those of the facts that the log holds. */
export async function standings(
  log: Pick<EventLog, 'find' | 'amendmentsOf'>,
  factIds: readonly EventId[],
): Promise<ReadonlyMap<EventId, FactStanding>> {
  const found = new Map<EventId, FactStanding>()
  for (let at = 0; at < factIds.length; at += IDS_MAX) {
    const firsts = await log.find(factIds.slice(at, at + IDS_MAX))
    if (firsts.length === 0) continue
    const amendments = await log.amendmentsOf(firsts.map(({ event_id }) => event_id))
    const ofFact = Map.groupBy(amendments, (event) => amendedFactOf(event))
    for (const first of firsts)
      found.set(first.event_id, standingOf(first, ofFact.get(first.event_id) ?? []))
  }
  return found
}

function standingOf(first: RecordedEvent, all: readonly RecordedEvent[]): FactStanding {
  // One that came before its fact and names another subject says nothing of it.
  const amendments = all.filter(({ subject_id }) => subject_id === first.subject_id)
  const newest = amendments.at(-1) ?? first
  const told = amendments.findLast(({ source_event_id }) => !isLinkId(source_event_id)) ?? first
  return { first, newest, stands: contentIn(newest), told, says: contentIn(told) }
}

function contentIn(event: RecordedEvent): VersionedContent | null {
  if (event.type === 'FactRetracted') return null
  // The catalogue parsed the data when the event was read.
  const said = event.type === 'FactCorrected' ? (event.data as FactCorrected).replacement : event
  const { type, schema_version, occurred_at, region, department, data } = said
  return { type, schema_version, occurred_at, region, department, data }
}

export function isSameContent(
  one: VersionedContent | null,
  other: VersionedContent | null,
): boolean {
  return canonicalJson(one) === canonicalJson(other)
}
