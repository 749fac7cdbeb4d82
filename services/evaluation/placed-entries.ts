import type { NewEvent, Position } from '@jianwei/events/envelope.ts'
import { versionOf } from '@jianwei/events/fact.ts'
import type { EventId, FactId } from '@jianwei/events/identity.ts'
import type { EventLog, StreamAppend } from '@jianwei/events/ports/event-log.ts'
import { factRegions, type FactOf } from '@jianwei/projections/evaluation/fact-regions.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { isGroupId, regionBySubject } from '@jianwei/projections/rules/facts/groups/group-text.ts'

/**
 * So few facts are looked up in the log one by one, which is faster than one statement; of more,
 * the warehouse is asked. Both say the same.
 */
export const FACTS_FROM_LOG_MAX = 32

export interface PlacedEntriesParts {
  readonly log: Pick<EventLog, 'find' | 'amendmentsOf'>
  readonly warehouse: Warehouse
}

/**
 * The entries of a ledger where they lie: where their newest fact does, as known at the boundary;
 * those of a group only where all of its facts do. It decides who sees the warning. The ledger
 * names the newest fact as the cause of each entry.
 */
export async function placedEntries(
  { log, warehouse }: PlacedEntriesParts,
  appends: readonly StreamAppend[],
  position: Position,
): Promise<readonly StreamAppend[]> {
  const entries = appends.flatMap(({ events }) => events)
  const facts = entries.flatMap((entry) => {
    const { subject_id, causation_id } = entry
    return causation_id === null || isGroupId(subject_id)
      ? []
      : [{ subject_id, fact_id: causation_id }]
  })
  const regions =
    facts.length <= FACTS_FROM_LOG_MAX
      ? await factRegionsInLog(log, facts, position)
      : await factRegions(warehouse, facts, position)
  const placed = (entry: NewEvent): NewEvent => ({
    ...entry,
    region: regionBySubject(entry.subject_id, regions.get(entry.causation_id ?? '') ?? null),
  })
  return appends.map((append) => ({ ...append, events: append.events.map(placed) }))
}

/** What `factRegions` says, by the log. */
export async function factRegionsInLog(
  log: Pick<EventLog, 'find' | 'amendmentsOf'>,
  facts: readonly FactOf[],
  position: Position,
): Promise<ReadonlyMap<string, string>> {
  if (facts.length === 0) return new Map()
  const subjects = new Set(facts.map(({ subject_id }) => subject_id))
  // The ids of facts are those of the events that reported them.
  const ids = [...new Set(facts.map(({ fact_id }) => fact_id))]
  const [reported, amended] = await Promise.all([
    log.find(ids as EventId[]),
    log.amendmentsOf(ids as FactId[]),
  ])
  const regions = new Map<string, string>()
  for (const event of [...reported, ...amended].toSorted((a, b) => a.position - b.position)) {
    if (event.position > position || !subjects.has(event.subject_id)) continue
    const version = versionOf(event)
    if (version === undefined || version.kind === 'retraction') continue
    const { region } = version.content
    if (region === null) regions.delete(version.fact_id)
    else regions.set(version.fact_id, region)
  }
  return regions
}
