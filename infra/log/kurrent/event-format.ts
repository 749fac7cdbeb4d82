import type {
  NewEvent,
  Ordinal,
  Position,
  RecordedEvent,
  Revision,
} from '@jianwei/events/envelope.ts'
import { withTrueTime, type RecordingTimes } from '@jianwei/events/clock/recording-times.ts'
import { EventUnreadable } from '@jianwei/events/errors.ts'
import { instantFromMs } from '@jianwei/events/instant.ts'
import { DATA_CHARACTERS_MAX, type ParseRecorded } from '#/log/event-rows.ts'
import { LogRefused } from '#/log/kurrent/client-failure.ts'
import type { ClientEvent, EventToWrite, LogPosition } from '#/log/kurrent/kurrent-client.ts'
import type { StreamNames } from '#/log/kurrent/stream-names.ts'

/**
 * Where an event is, its number, and when it was recorded: the server's time, but never earlier than that of
 * the event before; the true one where it was corrected.
 */
export interface RecordedPosition {
  readonly position: Position
  readonly ordinal: Ordinal
  readonly recorded_ms: number
}

/**
 * The data as the server's data, the rest of the envelope as its metadata. Throws TypeError or
 * RangeError for data that JSON cannot hold.
 */
export function eventToWrite(event: NewEvent): EventToWrite {
  const { event_id, type, data } = event
  // The client writes it again; here it is looked at before anything of the call is sent.
  if (JSON.stringify(data).length > DATA_CHARACTERS_MAX)
    throw new RangeError(`the data of ${event_id} exceed ${DATA_CHARACTERS_MAX} characters`)
  return { id: event_id, type, data, metadata: metadataOf(event) }
}

function metadataOf(event: NewEvent): EventToWrite['metadata'] {
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
  const stream = reading.names.streamOf(event.streamId)
  const metadata = event.metadata
  if (stream === undefined || typeof metadata !== 'object' || metadata === null)
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
    stream,
    revision: Number(event.revision) as Revision,
    position: recorded.position,
    ordinal: recorded.ordinal,
  })
  return reading.times.at(recorded.position) === undefined ? read : withTrueTime(read)
}

/** Of an event. Throws LogRefused for one that has none. */
export function logPositionOf(event: ClientEvent): LogPosition {
  const logPosition = event.position
  // Older servers fill it with the largest number there is.
  if (logPosition === undefined || logPosition.commit >= 2n ** 63n)
    throw new LogRefused(
      'it does not say where the events of a stream are; EventStoreDB 22.6 is the first that does',
    )
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
