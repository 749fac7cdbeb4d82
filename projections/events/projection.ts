import type { FactCorrected, FactRetracted } from '@jianwei/events/amendment/events.ts'
import { roleOf } from '@jianwei/events/catalogue.ts'
import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import { factIdOf } from '@jianwei/events/fact.ts'
import { jsonText, jsonTextOrEmpty } from '#/engine-values.ts'
import { defineProjection } from '#/projection.ts'

/** All events, facts by version. The table is in `table.sql`. */
export const eventsProjection = defineProjection({
  name: 'events',
  version: 2,
  table: 'events_v2',
  columns: [
    'position',
    'event_id',
    'fact_id',
    'version_kind',
    'subject_id',
    'event_type',
    'schema_version',
    'source',
    'source_event_id',
    'region',
    'department',
    'occurred_at',
    'reported_at',
    'recorded_at',
    'correlation_id',
    'causation_id',
    'reason',
    'payload',
  ],
  events: 'all',
  rows: (event) => {
    if (event.type === 'FactCorrected') return correctionRow(event)
    if (event.type === 'FactRetracted') return retractionRow(event)
    return row(event, {
      fact_id: event.event_id,
      version_kind: roleOf(event.type) === 'fact' ? 'original' : 'record',
      event_type: event.type,
      schema_version: event.schema_version,
      occurred_at: event.occurred_at,
      region: event.region,
      department: event.department,
      reason: '',
      payload: dataText(event),
    })
  },
})

/** What differs between the first version of a fact, its corrections and its retractions. */
interface VersionFields {
  readonly fact_id: string
  readonly version_kind: 'original' | 'correction' | 'retraction' | 'record'
  readonly event_type: string
  readonly schema_version: number
  readonly occurred_at: string
  readonly region: string | null
  readonly department: string | null
  readonly reason: string
  /**
   * JSON text that the engine keeps, as it stands, in a String column: an object for data, `""`
   * where a version says nothing.
   */
  readonly payload: string
}

function correctionRow(event: RecordedEvent): string {
  // The catalogue parsed the data when the event was read.
  const { fact, reason, replacement } = event.data as FactCorrected
  return row(event, {
    fact_id: factIdOf(fact),
    version_kind: 'correction',
    event_type: replacement.type,
    schema_version: replacement.schema_version,
    occurred_at: replacement.occurred_at,
    region: replacement.region,
    department: replacement.department,
    reason,
    payload: JSON.stringify(replacement.data),
  })
}

function retractionRow(event: RecordedEvent): string {
  // As above.
  const { fact, reason } = event.data as FactRetracted
  return row(event, {
    fact_id: factIdOf(fact),
    version_kind: 'retraction',
    event_type: event.type,
    schema_version: event.schema_version,
    occurred_at: event.occurred_at,
    region: event.region,
    department: event.department,
    reason,
    payload: '""',
  })
}

/**
 * In the order of `columns`. Ids, times and kinds are made of characters that JSON never escapes.
 */
function row(event: RecordedEvent, version: VersionFields): string {
  return (
    `[${event.position},"${event.event_id}","${version.fact_id}","${version.version_kind}",` +
    `${jsonText(event.subject_id)},"${version.event_type}",${version.schema_version},` +
    `${jsonText(event.source)},${jsonText(event.source_event_id)},` +
    `${jsonTextOrEmpty(version.region)},${jsonTextOrEmpty(version.department)},` +
    `"${version.occurred_at}","${event.reported_at}","${event.recorded_at}",` +
    `${jsonText(event.correlation_id)},${jsonTextOrEmpty(event.causation_id)},` +
    `${jsonText(version.reason)},${version.payload}]\n`
  )
}

/** The log may hand the data over as the text it keeps, which saves writing it again. */
function dataText(event: RecordedEvent): string {
  return event.data_json ?? JSON.stringify(event.data)
}
