import type { StreamLoss } from '@jianwei/events/ports/log-standing.ts'
import { positionOf, serverPlaceOf } from '#/log/kurrent/event-format.ts'
import { NEVER_WRITTEN, type ClientEvent } from '#/log/kurrent/kurrent-client.ts'
import { asideReason, setAside, type SetAside } from '#/log/kurrent/set-aside.ts'
import { lossesIn, METADATA_PREFIX } from '#/log/kurrent/stream-losses.ts'
import type { PlacedWrite } from '#/log/kurrent/written-runs.ts'
import type { StreamNames } from '#/log/kurrent/stream-names.ts'

/** What a piece of the log holds. */
export interface EventsAndFindings {
  /** The log's own events. */
  readonly own: readonly ClientEvent[]
  readonly aside: readonly SetAside[]
  readonly losses: readonly StreamLoss[]
}

/** What is known without the events of a piece. */
export interface KnownOfStreams {
  /** Where a stream was before the piece; undefined where it was not seen before. */
  readonly revisionBefore: (stream: string) => number | undefined
  /** An event that this process has written there. */
  readonly written: (event: ClientEvent) => PlacedWrite | undefined
}

/**
 * Tells the log's own events from what else lies in its streams, and what their metadata and
 * revisions say of events that are gone.
 */
export function eventsAndFindings(
  events: readonly ClientEvent[],
  names: StreamNames,
  { revisionBefore, written }: KnownOfStreams,
): EventsAndFindings {
  const found = { own: [] as ClientEvent[], aside: [] as SetAside[], losses: [] as StreamLoss[] }
  const revisions = new Map<string, number>()
  const revisionOf = (stream: string): number =>
    revisions.get(stream) ?? revisionBefore(stream) ?? NEVER_WRITTEN
  for (const event of events) {
    const place = serverPlaceOf(event)
    const { streamId } = event
    const metadataOf = streamId.startsWith(METADATA_PREFIX)
      ? streamId.slice(METADATA_PREFIX.length)
      : undefined
    const fields = { position: positionOf(place), found_ms: event.created.getTime() }
    if (metadataOf !== undefined) {
      if (names.isOfLog(metadataOf))
        for (const loss of lossesIn(event))
          found.losses.push({
            ...loss,
            ...fields,
            stream: metadataOf,
            given: revisionOf(metadataOf) + 1,
          })
      continue
    }
    const before = revisionOf(streamId)
    const reason = written(event) === undefined ? asideReason(event, names) : undefined
    if (reason === undefined) found.own.push(event)
    else found.aside.push(setAside(event, reason, place))
    if (reason === 'tombstone') {
      const given = before + 1
      found.losses.push({ kind: 'tombstoned', amount: null, stream: streamId, given, ...fields })
      continue
    }
    const revision = Number(event.revision)
    if (revision > before + 1) {
      const amount = revision - before - 1
      found.losses.push({ kind: 'missing', amount, stream: streamId, given: revision, ...fields })
    }
    revisions.set(streamId, Math.max(before, revision))
  }
  return found
}

/** Of the events, the log's own. */
export function ownEvents(
  events: readonly ClientEvent[],
  names: StreamNames,
): readonly ClientEvent[] {
  return events.filter((event) => asideReason(event, names) === undefined)
}
