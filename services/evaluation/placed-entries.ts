import type { NewEvent, Position } from '@jianwei/events/envelope.ts'
import { versionOf, type FactVersion } from '@jianwei/events/fact.ts'
import type { EventId, FactId } from '@jianwei/events/identity.ts'
import type { EventLog, StreamAppend } from '@jianwei/events/ports/event-log.ts'
import { factRegions, type FactOf } from '@jianwei/projections/evaluation/fact-regions.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import type { News } from '#/evaluation/news.ts'
import { isGroupId, regionBySubject } from '@jianwei/projections/rules/facts/groups/group-text.ts'

/**
 * So few facts are looked up in the log one by one, which is faster than one statement; of more,
 * the warehouse is asked. Both say the same.
 */
export const FACTS_FROM_LOG_MAX = 32

export interface PlacedEntriesParts {
  readonly log: Pick<EventLog, 'find' | 'amendmentsOf'>
  readonly warehouse: Warehouse
  /** What came up to the boundary: most entries rest on a fact of these. */
  readonly news?: News | 'by position'
}

/**
 * The entries of a ledger where they lie: where their newest fact does, as known at the boundary;
 * those of a group only where all of its facts do. It decides who sees the warning. The ledger
 * names the newest fact as the cause of each entry.
 */
export async function placedEntries(
  { log, warehouse, news = 'by position' }: PlacedEntriesParts,
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
  const known = regionsInNews(news === 'by position' ? [] : news, facts)
  const others = facts.filter(({ fact_id }) => !known.has(fact_id))
  const regions =
    others.length <= FACTS_FROM_LOG_MAX
      ? await factRegionsInLog(log, others, position)
      : await factRegions(warehouse, others, position)
  const regionOf = (fact_id: string): string | null =>
    known.get(fact_id) ?? regions.get(fact_id) ?? null
  const placed = (entry: NewEvent): NewEvent => ({
    ...entry,
    region: regionBySubject(entry.subject_id, regionOf(entry.causation_id ?? '')),
  })
  return appends.map((append) => ({ ...append, events: append.events.map(placed) }))
}

/**
 * Where those of the facts lie that the news speak of, by all of their versions, which the news
 * have; null for those of no region.
 */
export function regionsInNews(
  news: News,
  facts: readonly FactOf[],
): ReadonlyMap<string, string | null> {
  const subjects = new Map(facts.map(({ fact_id, subject_id }) => [fact_id, subject_id]))
  const found = new Map<string, { readonly rank: number; readonly region: string | null }>()
  const amendedAsAnothers = new Set<string>()
  for (const version of news) {
    const { fact_id } = version
    const subject_id = subjects.get(fact_id)
    if (subject_id === undefined) continue
    const rank = rankOf(version)
    if (version.subject_id !== subject_id) amendedAsAnothers.add(fact_id)
    else if (version.kind !== 'retraction' && rank >= (found.get(fact_id)?.rank ?? 0))
      found.set(fact_id, { rank, region: version.content.region })
  }
  // Whoever else says something of them, what they say is looked up.
  for (const fact_id of amendedAsAnothers) found.delete(fact_id)
  return new Map(Array.from(found, ([fact_id, { region }]) => [fact_id, region]))
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
  const known = [...reported, ...amended].filter(
    (event) => event.position <= position && subjects.has(event.subject_id),
  )
  const versions = known.flatMap((event) => versionOf(event) ?? [])
  const regions = new Map<string, string>()
  for (const version of versions.toSorted((a, b) => rankOf(a) - rankOf(b))) {
    if (version.kind === 'retraction') continue
    const { region } = version.content
    if (region === null) regions.delete(version.fact_id)
    else regions.set(version.fact_id, region)
  }
  return regions
}

/** The original ranks lowest, wherever it stands; amendments rank in the order of the log. */
function rankOf({ kind, position }: FactVersion): number {
  return kind === 'original' ? 0 : position
}
