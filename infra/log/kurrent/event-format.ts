import type {
  NewEvent,
  Ordinal,
  Position,
  RecordedEvent,
  Revision,
  StreamId,
} from '@jianwei/events/envelope.ts'
import { withTrueTime, type RecordingTimes } from '@jianwei/events/clock/recording-times.ts'
import { EventUnreadable } from '@jianwei/events/errors.ts'
import { instantFromMs } from '@jianwei/events/instant.ts'
import { DATA_CHARACTERS_MAX, type ParseRecorded } from '#/log/event-rows.ts'
import { LogRefused } from '#/log/kurrent/client-failure.ts'
import type { ClientEvent, EventToWrite, LogPosition } from '#/log/kurrent/kurrent-client.ts'
import type { StreamNames } from '#/log/kurrent/stream-names.ts'

/**
 * Where an event is, its number, and when it was recorded: the server's time, but never earlier
 * than that of the event before; the true one where it was corrected.
 */
export interface RecordedPosition {
  readonly position: Position
  readonly ordinal: Ordinal
  readonly recorded_ms: number
}

/** Where an event is in its own stream, wherever on the server that lies. */
export interface PlaceInStream {
  readonly stream: StreamId
  readonly revision: Revision
}

/** An event that can be written. */
export interface WritableEvent {
  readonly event: NewEvent
  readonly metadata_json: string
  /** What it counts for in the size of an append; a little more, if anything. */
  readonly bytes: number
}

const UTF_8 = new TextEncoder()

/** The place of an event in its stream, in the metadata of a journal. */
const PLACE_BYTES = 64

/**
 * Throws TypeError or RangeError for data that JSON cannot hold: before anything of the call is
 * sent. The client writes them again.
 */
export function writableEvent(event: NewEvent): WritableEvent {
  const { event_id, type, data } = event
  const text = JSON.stringify(data)
  if (text.length > DATA_CHARACTERS_MAX)
    throw new RangeError(`the data of ${event_id} exceed ${DATA_CHARACTERS_MAX} characters`)
  const metadata_json = JSON.stringify(metadataOf(event))
  // The server counts two for each character of the type.
  const bytes = Buffer.byteLength(text) + Buffer.byteLength(metadata_json) + 2 * type.length
  return { event, metadata_json, bytes: bytes + PLACE_BYTES + Buffer.byteLength(event.subject_id) }
}

/**
 * The data as the server's data, the rest of the envelope as its metadata, and in a journal the
 * event's place in its own stream, which comes first. The metadata go as bytes: of an object the
 * client packages make Base64, and the bytes of that, twice.
 */
export function eventToWrite(
  { event, metadata_json }: WritableEvent,
  place?: PlaceInStream,
): EventToWrite {
  const text =
    place === undefined
      ? metadata_json
      : `${JSON.stringify(place).slice(0, -1)},${metadata_json.slice(1)}`
  return {
    id: event.event_id,
    type: event.type,
    data: event.data,
    metadata: UTF_8.encode(text),
  }
}

/** Undefined for an event that is in no stream of the log. */
export function placeOf(event: ClientEvent, names: StreamNames): PlaceInStream | undefined {
  if (!names.isJournal(event.streamId)) {
    const stream = names.streamOf(event.streamId)
    // The server's revisions count from 0.
    return stream === undefined
      ? undefined
      : { stream, revision: Number(event.revision) as Revision }
  }
  const { metadata } = event
  if (typeof metadata !== 'object' || metadata === null) return undefined
  const { stream, revision } = metadata as Readonly<Record<string, unknown>>
  if (typeof stream !== 'string' || !names.isStream(stream)) return undefined
  if (typeof revision !== 'number' || !Number.isSafeInteger(revision) || revision < 0)
    return undefined
  return { stream, revision: revision as Revision }
}

function metadataOf(event: NewEvent): Readonly<Record<string, unknown>> {
  return {
    schema_version: event.schema_version,
    subject_id: event.subject_id,
    region: event.region,
    department: event.department,
    occurred_at: event.occurred_at,
    reported_at: event.reported_at,
    source: event.source,
    source_event_id: event.source_event_id,
    correlation_id: event.correlation_id,
    causation_id: event.causation_id,
    ...(event.raw === undefined ? {} : { raw: event.raw }),
    ...(event.trace === undefined ? {} : { trace: event.trace }),
  }
}

export interface EventReading {
  readonly names: StreamNames
  readonly parse: ParseRecorded
  readonly times: RecordingTimes
}

/** Throws EventUnreadable for an event that this program has not written. */
export function recordedEvent(
  event: ClientEvent,
  recorded: RecordedPosition,
  reading: EventReading,
): RecordedEvent {
  const place = placeOf(event, reading.names)
  const metadata = event.metadata
  if (place === undefined || typeof metadata !== 'object' || metadata === null)
    throw new EventUnreadable(`the event at position ${recorded.position}`, 'it has no envelope')
  const recorded_at = instantFromMs(recorded.recorded_ms)
  // Whatever the metadata are, `parse` looks at them next.
  const { reported_at, ...envelope } = metadata as Readonly<Record<string, unknown>>
  const read = reading.parse({
    ...envelope,
    event_id: event.id,
    type: event.type,
    data: event.data,
    reported_at: reported_at ?? recorded_at,
    recorded_at,
    ...place,
    position: recorded.position,
    ordinal: recorded.ordinal,
  })
  return reading.times.at(recorded.position) === undefined ? read : withTrueTime(read)
}

/** Of an event of anybody's. Throws LogRefused for one that has none. */
export function serverPlaceOf(event: ClientEvent): LogPosition {
  const place = event.position
  // Older servers fill it with the largest number there is.
  if (place === undefined || place.commit >= 2n ** 63n)
    throw new LogRefused(
      'it does not say where the events of a stream are; EventStoreDB 22.6 is the first that does',
    )
  return place
}

/** Of an event of the log. Throws LogRefused for one that has none. */
export function logPositionOf(event: ClientEvent): LogPosition {
  const logPosition = serverPlaceOf(event)
  if (logPosition.commit !== logPosition.prepare)
    throw new LogRefused(
      `${event.streamId} holds an event of an explicit transaction, whose position is not its own`,
    )
  return logPosition
}

/**
 * The commit position: unique for each event that was not written in an explicit transaction. It
 * counts the log's bytes, so it has gaps. Throws LogRefused where a number would no longer be
 * exact.
 */
export function positionOf(logPosition: LogPosition): Position {
  if (logPosition.commit > BigInt(Number.MAX_SAFE_INTEGER))
    throw new LogRefused(
      `position ${logPosition.commit} is beyond 2^53, where numbers are no longer exact`,
    )
  return Number(logPosition.commit) as Position
}
