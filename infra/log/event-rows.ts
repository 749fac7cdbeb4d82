import type {
  EventData,
  NewEvent,
  Position,
  RecordedEvent,
  Revision,
  StreamId,
} from '@jianwei/events/envelope.ts'
import { withTrueTime, type RecordingTimes } from '@jianwei/events/clock/recording-times.ts'
import { EventUnreadable } from '@jianwei/events/errors.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { SqlValue } from '#/log/sqlite-database.ts'
import { crc32 } from 'node:zlib'

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
  'trace',
] as const

/** Where the type stands in a row. */
export const TYPE = COLUMNS.indexOf('type')
const DATA = COLUMNS.indexOf('data')
const RAW = COLUMNS.indexOf('raw')
const TRACE = COLUMNS.indexOf('trace')

export const EVENT_COLUMNS = [...COLUMNS, 'checksum'].join(', ')
export const INSERT_EVENT = `INSERT INTO events (${EVENT_COLUMNS})
  VALUES (${COLUMNS.map(() => '?').join()}, ?)`

/**
 * Text of one event's data. Intake refuses far smaller ones; this keeps a mistake of ours out of
 * the log.
 */
export const DATA_CHARACTERS_MAX = 4 * 1024 * 1024

export interface EventLocation {
  readonly position: Position
  readonly stream: StreamId
  readonly revision: Revision
  readonly previous_position: Position | null
  readonly recorded_at: Instant
}

/**
 * Turns what the log holds into an event, or throws EventUnreadable: `events/catalogue.ts`.
 */
export type ParseRecorded = (row: unknown) => RecordedEvent

/** Throws RangeError when its data are too large. */
export function writtenEvent(event: NewEvent, location: EventLocation): WrittenEvent {
  const data_json = JSON.stringify(event.data)
  if (data_json.length > DATA_CHARACTERS_MAX) {
    throw new RangeError(`the data of ${event.event_id} exceed ${DATA_CHARACTERS_MAX} characters`)
  }
  const { position, stream, revision, previous_position, recorded_at } = location
  return { event, data_json, position, stream, revision, previous_position, recorded_at }
}

export function rowOfEvent(written: WrittenEvent): SqlValue[] {
  const { event } = written
  const columns = [
    written.position,
    event.event_id,
    written.stream,
    written.revision,
    written.previous_position,
    written.recorded_at,
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
    written.data_json,
    event.raw === undefined ? null : JSON.stringify(event.raw),
    event.trace ?? null,
  ]
  return [...columns, checksumOfRow(columns)]
}

/** What turns rows into events. */
export interface RowReading {
  readonly parse: ParseRecorded
  readonly times: RecordingTimes
}

/**
 * Throws EventUnreadable for a row that is not what was written, and for one that cannot be read.
 */
export function eventOfRow(row: readonly unknown[], { parse, times }: RowReading): RecordedEvent {
  assertAsWritten(row)
  const [
    position,
    event_id,
    stream,
    revision,
    ,
    own,
    type,
    schema_version,
    subject_id,
    region,
    department,
  ] = row
  const corrected = times.at(Number(position))
  const recorded_at = corrected ?? own
  // The column is text by the schema.
  const data = row[DATA] as string
  const raw = row[RAW]
  const event = {
    event_id,
    type,
    schema_version,
    subject_id,
    region,
    department,
    occurred_at: row[11],
    reported_at: row[12] ?? recorded_at,
    source: row[13],
    source_event_id: row[14],
    correlation_id: row[15],
    causation_id: row[16],
    recorded_at,
    position,
    // Positions of this log have no gaps.
    ordinal: position,
    stream,
    revision,
    data: readJson(data, position),
  }
  const trace = row[TRACE]
  const parsed = parse(
    raw === null && trace === null
      ? event
      : {
          ...event,
          ...(raw === null ? {} : { raw: readJson(raw, position) }),
          ...(trace === null ? {} : { trace }),
        },
  )
  const read = withText(parsed, schema_version, data)
  return corrected === undefined ? read : withTrueTime(read)
}

/** Rows that an older version of the program wrote have no checksum. */
function assertAsWritten(row: readonly unknown[]): void {
  const checksum = row[COLUMNS.length]
  if (checksum === null || checksum === checksumOfRow(row.slice(0, COLUMNS.length))) return
  throw new EventUnreadable(
    `the event at position ${String(row[0])}`,
    'it is damaged: its checksum is another one',
  )
}

/** An event, where it was written, and the text of its data there. */
export interface WrittenEvent extends EventLocation {
  readonly event: NewEvent
  readonly data_json: string
}

/** As `eventOfRow`, without reading the JSON that this process has just written. */
export function eventAsWritten(written: WrittenEvent, { parse, times }: RowReading): RecordedEvent {
  const { event, position, stream, revision, data_json } = written
  const corrected = times.at(position)
  const recorded_at = corrected ?? written.recorded_at
  const {
    event_id,
    type,
    schema_version,
    subject_id,
    region,
    department,
    occurred_at,
    reported_at,
    source,
  } = event
  const { source_event_id, correlation_id, causation_id, data, raw, trace } = event
  const recorded = {
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
    ordinal: position,
    stream,
    revision,
    data,
  }
  const read = withText(
    parse(
      raw === undefined && trace === undefined
        ? recorded
        : {
            ...recorded,
            ...(raw === undefined ? {} : { raw }),
            ...(trace === undefined ? {} : { trace }),
          },
    ),
    schema_version,
    data_json,
  )
  return corrected === undefined ? read : withTrueTime(read)
}

/** Upcast data are no longer what the text says. */
function withText(event: RecordedEvent, schemaVersion: unknown, data_json: string): RecordedEvent {
  return event.schema_version === schemaVersion ? { ...event, data_json } : event
}

function readJson(text: unknown, position: unknown): EventData {
  try {
    // Whatever it is, `parse` looks at it next.
    return JSON.parse(String(text)) as EventData
  } catch {
    throw new EventUnreadable(`the event at position ${String(position)}`, 'its data are not JSON')
  }
}

/** Between the columns, so that a character cannot move from one to the next unseen. */
const BETWEEN = '\u001f'

/**
 * Of a row of `events` as it is written, position and all: a byte that the disk changed makes it
 * another one. SQLite itself does not notice one in a text.
 */
function checksumOfRow(columns: readonly unknown[]): number {
  // Rows from before there were traces have their checksums without.
  const written = columns[TRACE] === null ? columns.slice(0, TRACE) : columns
  return crc32(written.join(BETWEEN))
}
