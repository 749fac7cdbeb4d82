import type { Position, RecordedEvent } from '@jianwei/events/envelope.ts'
import { amendedFactOf, versionOf } from '@jianwei/events/fact.ts'
import type { EventId, FactId } from '@jianwei/events/identity.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { FilteredFact } from '@jianwei/projections/rules/facts/filter-predicate.ts'

/** Where a fact came from and where it lies. */
export interface EvidenceOrigin {
  readonly source: string
  readonly region: string | null
  readonly department: string | null
}

type FactsInLog = Pick<EventLog, 'find' | 'amendmentsOf'>

/** Of the facts that the log knows, by id. At most 1,000. */
export async function evidenceOrigins(
  log: FactsInLog,
  ids: ReadonlySet<string>,
): Promise<ReadonlyMap<string, EvidenceOrigin>> {
  const origins = new Map<string, EvidenceOrigin>()
  // The ids of facts are those of the events that reported them.
  for (const { event_id, source, region, department } of await log.find([...ids] as EventId[]))
    origins.set(event_id, { source, region, department })
  // A correction may have come without its original: then no event has the fact's id, and the
  // newest amendment says where it lies.
  const missing = [...ids].filter((id) => !origins.has(id)) as FactId[]
  if (missing.length === 0) return origins
  for (const event of await log.amendmentsOf(missing)) {
    const fact = amendedFactOf(event)
    if (fact === undefined) continue
    const version = versionOf(event)
    const { region, department } = version?.kind === 'correction' ? version.content : event
    origins.set(fact, { source: event.source, region, department })
  }
  return origins
}

/**
 * What the log said of the fact first, up to a position at which it knew of it: the same for ever,
 * so that a warning finds its group again. Null where only a retraction had come.
 */
export async function firstSaid(
  log: FactsInLog,
  factId: string,
  upTo: Position,
): Promise<FilteredFact | null> {
  const [original] = await log.find([factId as EventId])
  if (original !== undefined && original.position <= upTo) return saidBy(original)
  const amendments = await log.amendmentsOf([factId as FactId])
  const [first] = amendments.flatMap((event) => saidBy(event) ?? [])
  return first ?? null
}

function saidBy(event: RecordedEvent): FilteredFact | null {
  const version = versionOf(event)
  if (version === undefined || version.kind === 'retraction') return null
  const { subject_id, source, content } = version
  return { subject_id, source, content }
}
