import type { NewEvent } from '@jianwei/events/envelope.ts'
import type { FactReference } from '@jianwei/events/fact.ts'
import { eventIdOf } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'

/** What intake adds where it makes an amendment of what a source has said anew. */
export interface AmendmentTold {
  /** Unique within the source. */
  readonly id: string
  readonly reason: string
  readonly occurred_at: Instant
  readonly reported_at: Instant | null
  readonly causation_id: string | null
}

/** The correction that says what a first report of the fact would say now. */
export function correctionEvent(sent: NewEvent, told: AmendmentTold): NewEvent {
  const { source, source_event_id, type, schema_version, occurred_at, region, department, data } =
    sent
  return {
    ...amendmentEvent('FactCorrected', source, sent.subject_id, told),
    region,
    department,
    correlation_id: sent.correlation_id,
    data: {
      fact: { source, id: source_event_id },
      reason: told.reason,
      replacement: { type, schema_version, occurred_at, region, department, data },
    },
  }
}

export function retractionEvent(
  fact: FactReference,
  subjectId: string,
  told: AmendmentTold,
): NewEvent {
  return {
    ...amendmentEvent('FactRetracted', fact.source, subjectId, told),
    data: { fact: { source: fact.source, id: fact.id }, reason: told.reason },
  }
}

function amendmentEvent(
  type: 'FactCorrected' | 'FactRetracted',
  source: string,
  subjectId: string,
  told: AmendmentTold,
): Omit<NewEvent, 'data'> {
  const eventId = eventIdOf(source, told.id)
  return {
    event_id: eventId,
    type,
    schema_version: 1,
    subject_id: subjectId,
    region: null,
    department: null,
    occurred_at: told.occurred_at,
    reported_at: told.reported_at,
    source,
    source_event_id: told.id,
    correlation_id: eventId,
    causation_id: told.causation_id,
  }
}
