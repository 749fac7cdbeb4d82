import type { Position, RecordedEvent } from '@jianwei/events/envelope.ts'
import { versionOf } from '@jianwei/events/fact.ts'
import type { EventId } from '@jianwei/events/identity.ts'
import type { AppendedEvent } from '@jianwei/events/ports/event-log.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { SILENCE_EVENT_TYPES } from '@jianwei/events/silence/silence.ts'
import { newestOfSources } from '@jianwei/projections/sources/newest-facts.ts'
import { worthyBy } from '#/alerting/alert-worthy.ts'
import {
  ALERTING_EVENT_TYPES,
  alertingEvent,
  type WarningRaisedEntry,
} from '#/alerting/alerting-events.ts'
import type { AlertingBoundary, AlertingParts, AlertingRecord } from '#/alerting/alerting.ts'
import { changeAlerts } from '#/alerting/change-alerts.ts'
import { ImportHolds } from '#/alerting/import-holds.ts'
import { Storms } from '#/alerting/storms.ts'

/** Of one evaluation; more of them wait for the next boundary, as all did before it. */
export const AHEAD_ENTRIES_MAX = 500
/** Events behind the boundary that are looked through. */
export const AHEAD_EVENTS_MAX = 2_000

/**
 * Opens the alerts of warnings that were raised a moment ago, before the warehouse holds these, so
 * that people hear of them a round earlier. It decides as alerting will at the next boundary, with
 * what the log says behind this one: the newest facts of the sources are those of the warehouse and
 * those. Where the log says anything there that alerting would have to ask the warehouse about
 * (imports, silences, warnings that are withdrawn or somebody else's), and where it is too much, it
 * leaves all of it to the next boundary.
 *
 * It keeps nothing: the next boundary hears of the same entries again and finds them dealt with, as
 * after a crash. `record` is that of alerting at the boundary; `fresh` what the evaluation there
 * has appended to the ledger of warnings. Gives how many events were appended.
 */
export async function alertAhead(
  parts: AlertingParts,
  record: Pick<AlertingRecord, 'importing' | 'storms'>,
  { position }: Pick<AlertingBoundary, 'position'>,
  fresh: readonly AppendedEvent[],
): Promise<number> {
  if (fresh.length === 0 || fresh.length > AHEAD_ENTRIES_MAX) return 0
  // Each append has a place of its own.
  const last = Math.max(...fresh.map((event) => event.position)) as Position
  const [behind, projected] = await Promise.all([
    eventsBehind(parts, position, last),
    newestOfSources(parts.warehouse),
  ])
  if (behind === undefined) return 0
  const raised = raisedOnly(behind, new Set(fresh.map(({ event_id }) => event_id)))
  if (raised === undefined) return 0
  const holds = new ImportHolds(record.importing)
  if (raised.some(({ recorded_at }) => holds.lapsedAt(recorded_at).length > 0)) return 0
  const choose = worthyBy(parts, newestWith(projected, behind))
  const worthy = await choose(holds.sources, raised)
  return changeAlerts({ ...parts, storms: new Storms(record.storms) }, worthy, [])
}

/** Up to a position; undefined where they are too many, or the signal aborts. */
async function eventsBehind(
  { log, signal }: Pick<AlertingParts, 'log' | 'signal'>,
  boundary: Position,
  last: Position,
): Promise<readonly RecordedEvent[] | undefined> {
  const from = await log.checkpointAt(boundary)
  if (from === undefined) return undefined
  const events: RecordedEvent[] = []
  const range = { until: last, batch_events_max: AHEAD_EVENTS_MAX, signal }
  for await (const batch of log.follow(from, range)) {
    events.push(...batch.events)
    if (events.length > AHEAD_EVENTS_MAX) return undefined
  }
  return signal.aborted ? undefined : events
}

const LEFT_TO_THE_NEXT: ReadonlySet<string> = new Set<string>([
  ...ALERTING_EVENT_TYPES,
  ...SILENCE_EVENT_TYPES,
])

/** Undefined where anything else is among them that alerting has to do with. */
function raisedOnly(
  events: readonly RecordedEvent[],
  ids: ReadonlySet<EventId>,
): readonly WarningRaisedEntry[] | undefined {
  const concerning = events.filter(({ type }) => LEFT_TO_THE_NEXT.has(type))
  const isOwn = ({ type, event_id }: RecordedEvent): boolean =>
    type === 'WarningRaised' && ids.has(event_id)
  if (concerning.length < ids.size || !concerning.every(isOwn)) return undefined
  // By its type.
  return concerning.map((event) => alertingEvent(event) as WarningRaisedEntry)
}

/** When the newest fact of each source happened, with what the warehouse does not hold yet. */
function newestWith(
  projected: ReadonlyMap<string, Instant>,
  events: readonly RecordedEvent[],
): ReadonlyMap<string, Instant> {
  const newest = new Map(projected)
  for (const event of events) {
    const version = versionOf(event)
    if (version === undefined) continue
    const at = version.kind === 'retraction' ? event.occurred_at : version.content.occurred_at
    const known = newest.get(event.source)
    if (known === undefined || known < at) newest.set(event.source, at)
  }
  return newest
}
