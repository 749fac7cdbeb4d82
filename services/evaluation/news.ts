import { catalogue } from '@jianwei/events/catalogue.ts'
import type { Position, RecordedEvent } from '@jianwei/events/envelope.ts'
import { versionOf, type FactVersion } from '@jianwei/events/fact.ts'
import type { FactId } from '@jianwei/events/identity.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { NewestEvents } from '@jianwei/projections/ports/newest-events.ts'

/** So many new versions are held at once, about 50 MB; more are found by their positions. */
export const NEWS_VERSIONS_MAX = 50_000

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

interface NewsOptions {
  /** What the projector in this process has written. Default: all is read from the log. */
  readonly newest?: NewestEvents | undefined
  readonly versions_max?: number | undefined
}

/** A stretch of the log: behind one position, up to and with another. */
interface Stretch {
  readonly after: Position
  readonly up_to: Position
}

/**
 * The news of a stretch, as the projector hands them over, or read from the log: what it costs does
 * not grow with the history. `by position`: it is more than is held, or the log does not know the
 * place; then the warehouse is asked.
 */
export async function newsBetween(
  log: ReadLog,
  stretch: Stretch,
  signal: AbortSignal,
  { newest, versions_max = NEWS_VERSIONS_MAX }: NewsOptions = {},
): Promise<News | 'by position'> {
  const { after, up_to } = stretch
  if (after >= up_to) return []
  const handed = newest?.between(after, up_to)
  const versions =
    handed === undefined
      ? await versionsInLog(log, stretch, signal, versions_max)
      : handed.flatMap((event) => versionOf(event) ?? [])
  if (versions === 'by position' || versions.length > versions_max) return 'by position'
  return [...versions, ...(await versionsBefore(log, versions, after))]
}

async function versionsInLog(
  log: ReadLog,
  { after, up_to }: Stretch,
  signal: AbortSignal,
  versionsMax: number,
): Promise<News | 'by position'> {
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
  return signal.aborted ? 'by position' : versions
}

/**
 * What stands before the stretch: of the facts that it amends every version, and of the others that
 * it brings the amendments that were there first.
 */
async function versionsBefore(log: ReadLog, news: News, after: Position): Promise<News> {
  const amended = new Set(
    news.flatMap(({ kind, fact_id }) => (kind === 'original' ? [] : [fact_id])),
  )
  const facts = new Set(news.map(({ fact_id }) => fact_id))
  // A fact of another subject is another fact.
  const ofSubjects = new Set(news.map(placeOf))
  const before: FactVersion[] = []
  const add = (events: readonly RecordedEvent[]): void => {
    for (const event of events) {
      const version = event.position <= after ? versionOf(event) : undefined
      if (version !== undefined && ofSubjects.has(placeOf(version))) before.push(version)
    }
  }
  for (const piece of inPieces([...amended])) add(await log.find(piece))
  for (const piece of inPieces([...facts])) add(await log.amendmentsOf(piece))
  return before
}

function placeOf({ fact_id, subject_id }: FactVersion): string {
  return `${fact_id} ${subject_id}`
}

function* inPieces(facts: readonly FactId[]): Generator<readonly FactId[]> {
  for (let from = 0; from < facts.length; from += FACTS_ASKED_MAX)
    yield facts.slice(from, from + FACTS_ASKED_MAX)
}
