import { FactCorrected, FactRetracted } from '@jianwei/events/amendment/events.ts'
import type { EventRow } from '@jianwei/projections/events/event-row.ts'
import type { NamedFact } from '@jianwei/projections/log-witness/lost-rows.ts'

/**
 * What a department sent, from what the warehouse kept of it, as a CloudEvent that can be sent
 * again: it gets the same id. Undefined for the platform's own records, which nobody can send, and
 * for an amendment whose fact the warehouse never saw. A correction's own time and place were not
 * kept, only those of its replacement: its time is when it was reported.
 */
export function cloudEventOfRow(row: EventRow, fact: NamedFact | undefined): object | undefined {
  const { reason } = row
  switch (row.version_kind) {
    case 'record':
      return undefined
    case 'original':
      return {
        ...envelopeOf(row, row.type, row.schema_version),
        time: row.occurred_at,
        ...locationOf(row),
        data: row.data,
      }
    case 'correction': {
      const { type, schema_version, occurred_at, region, department, data } = row
      const replacement = { type, schema_version, occurred_at, region, department, data }
      if (fact === undefined) return undefined
      return {
        ...envelopeOf(row, FactCorrected.type, FactCorrected.schema_version),
        time: row.reported_at,
        data: { fact, reason, replacement },
      }
    }
    case 'retraction':
      if (fact === undefined) return undefined
      return {
        ...envelopeOf(row, FactRetracted.type, FactRetracted.schema_version),
        time: row.occurred_at,
        ...locationOf(row),
        data: { fact, reason },
      }
  }
}

function envelopeOf(row: EventRow, type: string, schemaversion: number): object {
  const { reported_at, recorded_at, correlation_id, causation_id, event_id } = row
  return {
    specversion: '1.0',
    id: row.source_event_id,
    source: row.source,
    type,
    schemaversion,
    subject: row.subject_id,
    datacontenttype: 'application/json',
    // Where the source did not say, the time of recording stands for it; the next one does again.
    ...(reported_at === recorded_at ? {} : { reportedat: reported_at }),
    ...(correlation_id === event_id ? {} : { correlationid: correlation_id }),
    ...(causation_id === null ? {} : { causationid: causation_id }),
  }
}

function locationOf({ region, department }: EventRow): object {
  return { ...(region === null ? {} : { region }), ...(department === null ? {} : { department }) }
}
