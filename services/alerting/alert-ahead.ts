import type { Position, RecordedEvent } from '@jianwei/events/envelope.ts'
import { versionOf } from '@jianwei/events/fact.ts'
import type { EventId } from '@jianwei/events/identity.ts'
import type { AppendedEvent, Checkpoint } from '@jianwei/events/ports/event-log.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { SILENCE_EVENT_TYPES } from '@jianwei/events/silence/silence.ts'
import { newestOfSources } from '@jianwei/projections/sources/newest-facts.ts'
import {
  ALERTING_EVENT_TYPES,
  alertingEvent,
  type WarningEntry,
  type WarningRaisedEntry,
} from '#/alerting/alerting-events.ts'
import {
  Alerting,
  type Alerted,
  type AlertingBoundary,
  type AlertingParts,
  type AlertingRecord,
} from '#/alerting/alerting.ts'
import { ImportHolds } from '#/alerting/import-holds.ts'

/** Of one evaluation, about 1 KB each; more of them wait for the next boundary. */
export const AHEAD_ENTRIES_MAX = 10_000
/** Events behind the boundary that are looked through. */
const AHEAD_EVENTS_MAX = 100_000
/** As many entries are handled together. */
const PAGE_ENTRIES_MAX = 500
/** As many events are read together. */
const BATCH_EVENTS_MAX = 5_000

/** What is left to the next boundary where it is more. */
export interface AheadLimits {
  readonly entries_max?: number
  readonly events_max?: number
}

/**
 * Lets alerting go on behind the boundary, over the entries that the evaluation there has appended
 * a moment ago, before the warehouse holds these: people hear of them a round earlier. It decides
 * as alerting would at the next boundary, with what the log says behind this one: the newest facts
 * of the sources are those of the warehouse and those, and a warning has moved where another of the
 * same evaluation was withdrawn. Where the log says anything there that alerting would have to ask
 * the warehouse about (imports, silences, somebody else's warnings), and where it is too much, all
 * of it is left to the next boundary.
 *
 * `record` is that of alerting at the boundary; `fresh` all that the evaluation there has appended
 * to the ledger of warnings. What is given says how far alerting has come with it. A crash before
 * that is saved lets the next boundary hear of the same entries again, and it finds them dealt
 * with.
 */
export async function alertAhead(
  parts: AlertingParts,
  record: AlertingRecord,
  { position }: Pick<AlertingBoundary, 'position'>,
  fresh: readonly AppendedEvent[],
  { entries_max = AHEAD_ENTRIES_MAX, events_max = AHEAD_EVENTS_MAX }: AheadLimits = {},
): Promise<Alerted> {
  const leftToTheNext = { record, appended: 0 }
  if (fresh.length === 0 || fresh.length > entries_max) return leftToTheNext
  const [behind, projected] = await Promise.all([
    readBehind(parts, { boundary: position, fresh, events_max }),
    newestOfSources(parts.warehouse),
  ])
  if (behind === undefined) return leftToTheNext
  const { entries, checkpoint, newest } = behind
  const holds = new ImportHolds(record.importing)
  if (entries.some(({ recorded_at }) => holds.lapsedAt(recorded_at).length > 0))
    return leftToTheNext
  const ahead = { newest: newerOf(projected, newest), hasMoved: movedAmong(entries) }
  const alerting = new Alerting({ ...parts, ahead }, record, position)
  const before = { position: record.alerted, checkpoint: record.alerted_checkpoint }
  let appended = 0
  for (let from = 0; from < entries.length; from += PAGE_ENTRIES_MAX)
    appended += await alerting.handle(entries.slice(from, from + PAGE_ENTRIES_MAX), before)
  if (parts.signal.aborted) return { record, appended }
  const alerted = entries.at(-1)?.position ?? record.alerted
  return { record: { alerted, alerted_checkpoint: checkpoint, ...alerting.kept() }, appended }
}

/** What the log says behind a boundary, up to the last entry of its evaluation. */
interface Behind {
  /** In the order of the log. */
  readonly entries: readonly RecordedEvent[]
  /** Behind the last of them. */
  readonly checkpoint: Checkpoint
  /** When the newest of the facts there happened, by source. */
  readonly newest: ReadonlyMap<string, Instant>
}

const LEFT_TO_THE_NEXT: ReadonlySet<string> = new Set<string>([
  ...ALERTING_EVENT_TYPES,
  ...SILENCE_EVENT_TYPES,
])
const OF_WARNINGS: ReadonlySet<string> = new Set(['WarningRaised', 'WarningWithdrawn'])

/**
 * Undefined where anything else is there that alerting has to do with, where it is too much, or
 * where the signal aborts.
 */
async function readBehind(
  { log, signal }: Pick<AlertingParts, 'log' | 'signal'>,
  {
    boundary,
    fresh,
    events_max,
  }: {
    readonly boundary: Position
    readonly fresh: readonly AppendedEvent[]
    readonly events_max: number
  },
): Promise<Behind | undefined> {
  const from = await log.checkpointAt(boundary)
  if (from === undefined) return undefined
  const own = new Set<EventId>(fresh.map(({ event_id }) => event_id))
  // Each append has a place of its own, and one that the log held before has an earlier one.
  const until = fresh.reduce((last, one) => Math.max(last, one.position), 0) as Position
  const entries: RecordedEvent[] = []
  const newest = new Map<string, Instant>()
  let checkpoint: Checkpoint | undefined
  let looked = 0
  const range = { until, batch_events_max: BATCH_EVENTS_MAX, signal }
  for await (const batch of log.follow(from, range)) {
    looked += batch.events.length
    if (looked > events_max) return undefined
    for (const event of batch.events) {
      if (!LEFT_TO_THE_NEXT.has(event.type)) takeNewest(newest, event)
      else if (OF_WARNINGS.has(event.type) && own.has(event.event_id)) entries.push(event)
      else return undefined
    }
    checkpoint = batch.checkpoint
  }
  if (signal.aborted || checkpoint === undefined || entries.length < own.size) return undefined
  return { entries, checkpoint, newest }
}

function takeNewest(newest: Map<string, Instant>, event: RecordedEvent): void {
  const version = versionOf(event)
  if (version === undefined) return
  const at = version.kind === 'retraction' ? event.occurred_at : version.content.occurred_at
  const known = newest.get(event.source)
  if (known === undefined || known < at) newest.set(event.source, at)
}

function newerOf(
  one: ReadonlyMap<string, Instant>,
  other: ReadonlyMap<string, Instant>,
): ReadonlyMap<string, Instant> {
  const newest = new Map(one)
  for (const [source, at] of other) {
    const known = newest.get(source)
    if (known === undefined || known < at) newest.set(source, at)
  }
  return newest
}

/** Of entries that are all of one evaluation: which warnings are there for others that went. */
function movedAmong(events: readonly RecordedEvent[]): (entry: WarningRaisedEntry) => boolean {
  const withdrawn = new Set(
    events
      .filter(({ type }) => type === 'WarningWithdrawn')
      // By its type.
      .map((event) => placeOf(alertingEvent(event) as WarningEntry)),
  )
  return (entry) => withdrawn.has(placeOf(entry))
}

/** As `movedAt` compares warnings. */
function placeOf({ subject_id, data }: WarningEntry): string {
  return `${data.rule_id}\n${subject_id}\n${data.seen_position}`
}
