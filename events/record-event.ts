import type { EventData, NewEvent } from '#/envelope.ts'
import { eventIdOf } from '#/identity.ts'
import type { Instant } from '#/instant.ts'

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

/** The record as a new event. The same record always has the same identity, so saying it twice changes nothing. */
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
