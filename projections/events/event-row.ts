import type { Instant } from '@jianwei/events/instant.ts'
import { countOf, instantOf, textOrNull } from '#/engine-values.ts'
import { joined, sql } from '#/sql.ts'

/**
 * One row of `events_v2`: an event, for facts one version. Of an amendment, the fields are those
 * that it brings.
 */
export interface EventRow {
  readonly position: number
  readonly event_id: string
  readonly fact_id: string
  readonly version_kind: 'original' | 'correction' | 'retraction' | 'record'
  readonly type: string
  readonly schema_version: number
  readonly subject_id: string
  readonly region: string | null
  readonly department: string | null
  readonly occurred_at: Instant
  readonly reported_at: Instant
  readonly recorded_at: Instant
  readonly source: string
  readonly source_event_id: string
  readonly correlation_id: string
  readonly causation_id: string | null
  /** Why it was corrected or retracted; null for other events. */
  readonly reason: string | null
  /** Null for a retraction. */
  readonly data: Readonly<Record<string, unknown>> | null
}

/** For the SELECT of statements whose rows `eventRow` reads. */
export const EVENT_COLUMNS = joined([
  sql`position`,
  sql`event_id`,
  sql`fact_id`,
  sql`version_kind`,
  sql`event_type`,
  sql`schema_version`,
  sql`subject_id`,
  sql`region`,
  sql`department`,
  sql`occurred_at`,
  sql`reported_at`,
  sql`recorded_at`,
  sql`source`,
  sql`source_event_id`,
  sql`correlation_id`,
  sql`causation_id`,
  sql`reason`,
  sql`payload`,
])

/** A row as the engine gives it. */
export interface EngineEventRow {
  readonly position: string
  readonly event_id: string
  readonly fact_id: string
  readonly version_kind: EventRow['version_kind']
  readonly event_type: string
  readonly schema_version: number
  readonly subject_id: string
  readonly region: string
  readonly department: string
  readonly occurred_at: string
  readonly reported_at: string
  readonly recorded_at: string
  readonly source: string
  readonly source_event_id: string
  readonly correlation_id: string
  readonly causation_id: string
  readonly reason: string
  readonly payload: string
}

export function eventRow(row: EngineEventRow): EventRow {
  return {
    position: countOf(row.position),
    event_id: row.event_id,
    fact_id: row.fact_id,
    version_kind: row.version_kind,
    type: row.event_type,
    schema_version: row.schema_version,
    subject_id: row.subject_id,
    region: textOrNull(row.region),
    department: textOrNull(row.department),
    occurred_at: instantOf(row.occurred_at),
    reported_at: instantOf(row.reported_at),
    recorded_at: instantOf(row.recorded_at),
    source: row.source,
    source_event_id: row.source_event_id,
    correlation_id: row.correlation_id,
    causation_id: textOrNull(row.causation_id),
    reason: textOrNull(row.reason),
    // The projector wrote the data that the catalogue had parsed: an object.
    data:
      row.payload === '' ? null : (JSON.parse(row.payload) as Readonly<Record<string, unknown>>),
  }
}
