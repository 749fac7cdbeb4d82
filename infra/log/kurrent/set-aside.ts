import type { AsideReason, SetAsideEvent } from '@jianwei/events/ports/log-standing.ts'
import { placeOf } from '#/log/kurrent/event-format.ts'
import type { ClientEvent, LogPosition } from '#/log/kurrent/kurrent-client.ts'
import type { StreamNames } from '#/log/kurrent/stream-names.ts'

/*
 * A stream of the log may hold what is no event of it: whoever may write to the server may write
 * there. Every reader passes over it alike, and none counts it; the index keeps it, so that
 * somebody can look at it.
 */

/** A `SetAsideEvent` with its whole place: in a transaction several have one position. */
export interface SetAside extends Omit<SetAsideEvent, 'position'> {
  readonly place: LogPosition
}

/** Beyond it only the beginning is kept. */
const CONTENT_BYTES_MAX = 4_096
/** What the server writes into a stream that is deleted for ever. */
const TOMBSTONE = '$streamDeleted'

/** The texts of an envelope that every event of this program has. */
const ENVELOPE_TEXTS = ['subject_id', 'occurred_at', 'source', 'source_event_id', 'correlation_id']

/** Why the event of a stream of the log is none of the log; undefined for its own. */
export function asideReason(
  event: ClientEvent,
  names: StreamNames,
): Exclude<AsideReason, 'unreadable'> | undefined {
  if (event.type === TOMBSTONE) return 'tombstone'
  const { position, data } = event
  if (position !== undefined && position.commit !== position.prepare) return 'transaction'
  if (!event.isJson || !isRecord(data)) return 'not_json'
  const isPlaced = placeOf(event, names) !== undefined
  return isPlaced && hasEnvelope(event.metadata) ? undefined : 'no_envelope'
}

/** `place` is given for an event of a stream that was read from an old server. */
export function setAside(event: ClientEvent, reason: AsideReason, place: LogPosition): SetAside {
  const bytes = bytesOf(event.data)
  return {
    reason,
    stream: event.streamId,
    revision: String(event.revision),
    event_id: event.id,
    type: event.type,
    place,
    created_ms: event.created.getTime(),
    content: bytes.subarray(0, CONTENT_BYTES_MAX),
    content_bytes: bytes.length,
  }
}

function hasEnvelope(metadata: unknown): boolean {
  return (
    isRecord(metadata) &&
    typeof metadata['schema_version'] === 'number' &&
    ENVELOPE_TEXTS.every((name) => typeof metadata[name] === 'string')
  )
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Uint8Array)
  )
}

function bytesOf(data: unknown): Uint8Array {
  if (data instanceof Uint8Array) return data
  // Text stands for JSON that the client package could not read.
  return Buffer.from(typeof data === 'string' ? data : (JSON.stringify(data) ?? ''), 'utf8')
}
