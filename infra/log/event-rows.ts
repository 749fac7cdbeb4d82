import type { EventData, NewEvent, Position, RecordedEvent, Revision, StreamId } from '@jianwei/events/envelope.ts'
import { EventUnreadable } from '@jianwei/events/errors.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { SqlValue } from '#/log/sqlite-database.ts'

/** The columns of `events`, in the order in which rows are written and read. */
const COLUMNS = [
  'position',
  'event_id',
  'stream',
  'revision',
  'previous_position',
  'recorded_at',
  'type',
  'schema_version',
  'subject_id',
  'region',
  'department',
  'occurred_at',
  'reported_at',
  'source',
  'source_event_id',
  'correlation_id',
  'causation_id',
  'data',
  'raw',
] as const

export const EVENT_COLUMNS = COLUMNS.join(', ')
export const INSERT_EVENT = `INSERT INTO events (${EVENT_COLUMNS}) VALUES (${COLUMNS.map(() => '?').join()})`

/** Text of one event's data. Intake refuses far smaller ones; this keeps a mistake of ours out of the log. */
export const DATA_CHARACTERS_MAX = 4 * 1024 * 1024

export interface EventPlace {
  readonly position: Position
  readonly stream: StreamId
  readonly revision: Revision
  readonly previous_position: Position | null
  readonly recorded_at: Instant
}

/** Turns what the log holds into an event, or throws EventUnreadable: `events/parse-recorded.ts`. */
export type ParseRecorded = (row: unknown) => RecordedEvent

export function rowOfEvent(event: NewEvent, place: EventPlace): SqlValue[] {
  const data = JSON.stringify(event.data)
  if (data.length > DATA_CHARACTERS_MAX)
    throw new RangeError(`the data of ${event.event_id} exceed ${DATA_CHARACTERS_MAX} characters`)
  return [
    place.position,
    event.event_id,
    place.stream,
    place.revision,
    place.previous_position,
    place.recorded_at,
    event.type,
    event.schema_version,
    event.subject_id,
    event.region,
    event.department,
    event.occurred_at,
    event.reported_at,
    event.source,
    event.source_event_id,
    event.correlation_id,
    event.causation_id,
    data,
    event.raw === undefined ? null : JSON.stringify(event.raw),
  ]
}

export function eventOfRow(row: readonly unknown[], parse: ParseRecorded): RecordedEvent {
  const [position, event_id, stream, revision, , recorded_at, type, schema_version, subject_id, region, department] =
    row
  const [occurred_at, reported_at, source, source_event_id, correlation_id, causation_id, dataText, raw] = row.slice(11)
  const event = parse({
    event_id,
    type,
    schema_version,
    subject_id,
    region,
    department,
    occurred_at,
    reported_at: reported_at ?? recorded_at,
    source,
    source_event_id,
    correlation_id,
    causation_id,
    recorded_at,
    position,
    stream,
    revision,
    data: readJson(dataText, position),
    ...(raw === null ? {} : { raw: readJson(raw, position) }),
  })
  // Upcast data are no longer what the text says. The column is text by the schema.
  return event.schema_version === schema_version ? { ...event, data_json: dataText as string } : event
}

function readJson(text: unknown, position: unknown): EventData {
  try {
    // Whatever it is, `parse` looks at it next.
    return JSON.parse(String(text)) as EventData
  } catch {
    throw new EventUnreadable(`the event at position ${String(position)}`, 'its data are not JSON')
  }
}
