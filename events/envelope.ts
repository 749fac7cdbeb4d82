import { type EventId, eventIdOf } from '#/identity.ts'
import type { Instant } from '#/instant.ts'
import type { TraceParent } from '#/trace-parent.ts'

/**
 * A position in the log: at least 1, growing from event to event, never reused; some logs leave
 * gaps. Safe as a number up to 2^53.
 */
export type Position = number & { readonly position: unique symbol }
/**
 * An event's number in the log's order: 1, 2, 3 …, without gaps. Whoever reads the whole log counts
 * alike, so it says how many events there are, which a position need not.
 */
export type Ordinal = number & { readonly ordinal: unique symbol }
/** How many events a stream holds, minus one: the first event of a stream has revision 0. */
export type Revision = number & { readonly revision: unique symbol }
/** One stream per subject, alert, warning, rule, source … : `<kind>-<id>`. */
export type StreamId = string & { readonly stream: unique symbol }

export type StreamKind =
  | 'subject'
  | 'link'
  | 'alert'
  | 'silence'
  | 'warning'
  | 'shadow'
  | 'ledgeraudit'
  | 'rule'
  | 'source'
  | 'mapping'
  | 'import'
  | 'organisation'
  | 'routing'
  | 'calendar'
  | 'authority'
  | 'conflict'
  | 'quarantine'
  | 'clock'
  | 'log'
  | 'duty'
  | 'notice'
  | 'delivery'
  | 'limits'
  | 'regions'
  | 'account'
  | 'session'
  | 'request'
  | 'view'
  | 'export'
  | 'document'
  | 'audit'

export function streamOf(kind: StreamKind, id: string): StreamId {
  // The kinds contain no hyphen, so the first one ends the kind.
  return `${kind}-${id}` as StreamId
}

/** Envelope fields that the writer decides. The three times: `docs/architecture.md`, Facts. */
export interface NewEvent {
  readonly event_id: EventId
  readonly type: string
  readonly schema_version: number
  /**
   * Whom it is about: a USCC, a legacy registration number or `namespace:local`. Never a person's
   * number.
   */
  readonly subject_id: string
  /**
   * Region code (6, 9 or 12 digits) or `namespace:local`; null where the source names no place.
   */
  readonly region: string | null
  /** The body that acted or reported, as the source names it. */
  readonly department: string | null
  /** When it happened in the world. */
  readonly occurred_at: Instant
  /**
   * When the source department entered it; null where the source does not say: then `recorded_at`
   * stands for it.
   */
  readonly reported_at: Instant | null
  /** CloudEvents `source`: the system that speaks. */
  readonly source: string
  /** CloudEvents `id`, unique within the source. */
  readonly source_event_id: string
  readonly correlation_id: string
  readonly causation_id: string | null
  readonly data: EventData
  /**
   * What the source wrote where parsing normalised it, by field path: `{"subject_id": "…(1/1)"}`.
   */
  readonly raw?: Readonly<Record<string, string>>
  /**
   * The span of a distributed trace in which it was made, where that is recorded. Says nothing
   * about the event: two that differ in it alone are equal.
   */
  readonly trace?: TraceParent
}

export type EventData = Readonly<Record<string, unknown>>

/** An event as the log gives it back: the same for ever. */
export interface RecordedEvent extends NewEvent {
  readonly reported_at: Instant
  /** When this log took it. Never decreases from one position to the next. */
  readonly recorded_at: Instant
  readonly position: Position
  readonly ordinal: Ordinal
  readonly stream: StreamId
  readonly revision: Revision
  /**
   * `data` as JSON text, where the log keeps it as such: saves writing it again. Absent when `data`
   * was upcast on reading.
   */
  readonly data_json?: string
}

/** What the platform says about itself: warnings, alerts, rules, refusals, the clock. */
export interface PlatformRecord {
  readonly type: string
  readonly schema_version: number
  /** The part of the platform that speaks: `jianwei:sentinel`. */
  readonly source: string
  /** Unique within the source, and the same whenever the same thing is said again. */
  readonly id: string
  readonly subject_id: string
  readonly region: string | null
  readonly occurred_at: Instant
  readonly causation_id: string | null
  readonly data: EventData
}

/**
 * The record as a new event. The same record always has the same identity, so saying it twice
 * changes nothing.
 */
export function recordEvent(record: PlatformRecord): NewEvent {
  const eventId = eventIdOf(record.source, record.id)
  return {
    event_id: eventId,
    type: record.type,
    schema_version: record.schema_version,
    subject_id: record.subject_id,
    region: record.region,
    department: null,
    occurred_at: record.occurred_at,
    reported_at: null,
    source: record.source,
    source_event_id: record.id,
    correlation_id: record.causation_id ?? eventId,
    causation_id: record.causation_id,
    data: record.data,
  }
}
