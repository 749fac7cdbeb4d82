import type { Instant } from '@jianwei/events/instant.ts'
import { countOf, instantOf, textOrNull } from '#/engine-values.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { sql } from '#/sql.ts'

/** What a source has sent, how late, and what of it was refused. */
export interface SourceSummary {
  /** Empty for refused input of which no source could be read. */
  readonly source: string
  /** From its registration; null when it never registered. */
  readonly title: { readonly en: string; readonly zh: string } | null
  readonly department: string | null
  readonly license: string | null
  /** Facts and amendments. */
  readonly events: number
  readonly amendments: number
  /** The newest fact by its own time; null when it sent none. */
  readonly last_occurred_at: Instant | null
  /** When this log last took something from it. */
  readonly last_recorded_at: Instant | null
  /** Seconds from the occurrence to the department's report; null without facts. */
  readonly reporting_delay_s_mean: number | null
  readonly reporting_delay_s_max: number | null
  /** Seconds from the occurrence to this log. */
  readonly recording_delay_s_mean: number | null
  readonly recording_delay_s_max: number | null
  /** Inputs that went to quarantine. */
  readonly refused: number
  /** Further ones, beyond the quota of their day, of which only the number is kept. */
  readonly refused_counted: number
  readonly last_refused_at: Instant | null
}

/**
 * A source that has neither registered nor sent anything yet: somebody has begun to import a file
 * of it.
 */
export function unheardSource(source: string): SourceSummary {
  return {
    source,
    title: null,
    department: null,
    license: null,
    events: 0,
    amendments: 0,
    last_occurred_at: null,
    last_recorded_at: null,
    reporting_delay_s_mean: null,
    reporting_delay_s_max: null,
    recording_delay_s_mean: null,
    recording_delay_s_max: null,
    refused: 0,
    refused_counted: 0,
    last_refused_at: null,
  }
}

interface EngineSourceRow {
  readonly source: string
  readonly registration: string
  readonly events: string
  readonly amendments: string
  readonly last_occurred_at: string
  readonly last_recorded_at: string
  readonly reporting_delay_s_sum: string
  readonly reporting_delay_s_max: string
  readonly recording_delay_s_sum: string
  readonly recording_delay_s_max: string
  readonly refused: string
  readonly refused_counted: string
  readonly last_refused_at: string
}

/** Every source that registered, sent something, or had something refused, by name. */
export async function sources(warehouse: Warehouse): Promise<readonly SourceSummary[]> {
  const rows = await warehouse.query<EngineSourceRow>(SOURCES_SQL, { purpose: 'sources:list' })
  return rows.map(sourceSummary)
}

const SOURCES_SQL = sql`
SELECT source, registration, events, amendments, last_occurred_at, last_recorded_at,
  reporting_delay_s_sum,
  reporting_delay_s_max, recording_delay_s_sum, recording_delay_s_max, refused,
  refused_counted, greatest(last_kept_at, last_counted_at) AS last_refused_at
FROM (
  SELECT JSONExtractString(payload, 'name') AS source, argMax(payload, position) AS registration
  FROM events_v2
  WHERE event_id IN (SELECT event_id FROM events_by_type_v3 WHERE event_type = 'SourceRegistered')
  GROUP BY source
) AS registered
FULL JOIN (
  SELECT toString(a.source) AS source, sum(a.events) AS events, sum(a.amendments) AS amendments,
    max(a.last_occurred_at) AS last_occurred_at, max(a.last_recorded_at) AS last_recorded_at,
    sum(a.reporting_delay_s_sum) AS reporting_delay_s_sum,
    max(a.reporting_delay_s_max) AS reporting_delay_s_max,
    sum(a.recording_delay_s_sum) AS recording_delay_s_sum,
    max(a.recording_delay_s_max) AS recording_delay_s_max
  FROM source_activity_v3 AS a
  GROUP BY source
) AS activity USING (source)
FULL JOIN (
  SELECT r.source AS source, sum(r.refused) AS refused, max(r.last_refused_at) AS last_kept_at
  FROM source_refusals_v3 AS r
  GROUP BY source
) AS refusals USING (source)
FULL JOIN (
  SELECT JSONExtractString(c.payload, 'of_source') AS source,
    sum(JSONExtractUInt(c.payload, 'count')) AS refused_counted,
    max(c.recorded_at) AS last_counted_at
  FROM events_v2 AS c
  WHERE c.event_id IN (SELECT event_id
  FROM events_by_type_v3
  WHERE event_type = 'RefusedInputCounted')
  GROUP BY source
) AS counts USING (source)
ORDER BY source`

function sourceSummary(row: EngineSourceRow): SourceSummary {
  const events = countOf(row.events)
  const refused = countOf(row.refused)
  const refusedCounted = countOf(row.refused_counted)
  const registration = registrationOf(row.registration)
  const sent = events > 0
  return {
    source: row.source,
    title: registration.title ?? null,
    department: registration.department ?? null,
    license: registration.license ?? null,
    events,
    amendments: countOf(row.amendments),
    last_occurred_at: sent ? instantOf(row.last_occurred_at) : null,
    last_recorded_at: sent ? instantOf(row.last_recorded_at) : null,
    reporting_delay_s_mean: sent ? Math.round(countOf(row.reporting_delay_s_sum) / events) : null,
    reporting_delay_s_max: sent ? countOf(row.reporting_delay_s_max) : null,
    recording_delay_s_mean: sent ? Math.round(countOf(row.recording_delay_s_sum) / events) : null,
    recording_delay_s_max: sent ? countOf(row.recording_delay_s_max) : null,
    refused,
    refused_counted: refusedCounted,
    last_refused_at: refused + refusedCounted > 0 ? instantOf(row.last_refused_at) : null,
  }
}

interface Registration {
  readonly title?: { readonly en: string; readonly zh: string }
  readonly department?: string
  readonly license?: string
}

function registrationOf(payload: string): Registration {
  // The projector wrote the data of a SourceRegistered that the catalogue had parsed.
  return textOrNull(payload) === null ? {} : (JSON.parse(payload) as Registration)
}
