import { catalogue } from '@jianwei/events/catalogue.ts'
import type { Position, RecordedEvent } from '@jianwei/events/envelope.ts'
import { versionOf, type FactVersion } from '@jianwei/events/fact.ts'
import type { FactId } from '@jianwei/events/identity.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'

/** So many new versions are held at once, about 10 MB; more are found by their positions. */
export const NEWS_VERSIONS_MAX = 10_000

/**
 * What a stretch of the log says of facts: the versions that stand in it, and of each fact that it
 * amends every version up to its end; of those that it brings also the amendments that came before.
 */
export type News = readonly FactVersion[]

type ReadLog = Pick<EventLog, 'checkpointAt' | 'follow' | 'find' | 'amendmentsOf'>

const NEWS_TYPES: readonly string[] = [
  ...new Set(catalogue.filter(({ role }) => role !== 'record').map(({ type }) => type)),
]
const FACTS_ASKED_MAX = 1_000
const BATCH_EVENTS_MAX = 5_000

/**
 * The news behind one position up to and with another, read from the log: what it costs does not
 * grow with the history. `by position`: it is more than is held, or the log does not know the
 * place; then the warehouse is asked.
 */
export async function newsBetween(
  log: ReadLog,
  { after, up_to }: { readonly after: Position; readonly up_to: Position },
  signal: AbortSignal,
  versionsMax = NEWS_VERSIONS_MAX,
): Promise<News | 'by position'> {
  if (after >= up_to) return []
  const checkpoint = await log.checkpointAt(after)
  if (checkpoint === undefined) return 'by position'
  const versions: FactVersion[] = []
  const batches = log.follow(checkpoint, {
    types: NEWS_TYPES,
    until: up_to,
    batch_events_max: BATCH_EVENTS_MAX,
    signal,
  })
  for await (const { events } of batches) {
    for (const event of events) {
      const version = versionOf(event)
      if (version !== undefined) versions.push(version)
    }
    if (versions.length > versionsMax) return 'by position'
  }
  // A stretch that ends early is none.
  if (signal.aborted) return 'by position'
  return [...versions, ...(await versionsBefore(log, versions, after))]
}

/**
 * What stands before the stretch: of the facts that it amends every version, and of the others that
 * it brings the amendments that were there first.
 */
async function versionsBefore(log: ReadLog, news: News, after: Position): Promise<News> {
  const amended = new Set(
    news.flatMap(({ kind, fact_id }) => (kind === 'original' ? [] : [fact_id])),
  )
  const subjects = new Map(news.map(({ fact_id, subject_id }) => [fact_id, subject_id]))
  const before: FactVersion[] = []
  const add = (events: readonly RecordedEvent[]): void => {
    for (const event of events) {
      const version = event.position <= after ? versionOf(event) : undefined
      // A fact of another subject is another fact.
      if (version !== undefined && version.subject_id === subjects.get(version.fact_id))
        before.push(version)
    }
  }
  for (const facts of inPieces([...amended])) add(await log.find(facts))
  for (const facts of inPieces([...subjects.keys()])) add(await log.amendmentsOf(facts))
  return before
}

function* inPieces(facts: readonly FactId[]): Generator<readonly FactId[]> {
  for (let from = 0; from < facts.length; from += FACTS_ASKED_MAX)
    yield facts.slice(from, from + FACTS_ASKED_MAX)
}
