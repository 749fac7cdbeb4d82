import { latestVersion } from '@jianwei/events/catalogue.ts'
import { streamOf, type NewEvent, type StreamId } from '@jianwei/events/envelope.ts'
import type { FactReference } from '@jianwei/events/fact.ts'
import { eventIdOf } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'

const SOURCE = 'urn:example:market-bureau'
let made = 0

/**
 * A complaint that no other call has made, with the fields of the envelope as given. `id` makes it
 * the same event again.
 */
export function someEvent(fields: Partial<NewEvent> & { readonly id?: string } = {}): NewEvent {
  made += 1
  const { id = `complaint-${process.pid}-${made}`, ...given } = fields
  const eventId = eventIdOf(given.source ?? SOURCE, id)
  return {
    event_id: eventId,
    type: 'ComplaintReceived',
    // As logs give what they have: by the newest version of a type.
    schema_version: latestVersion(given.type ?? 'ComplaintReceived') ?? 1,
    subject_id: '91330203MA00000010',
    region: '330203',
    department: '示例区市场监督管理局',
    occurred_at: '2026-03-10T01:30:00.000Z' as Instant,
    reported_at: '2026-03-11T02:00:00.000Z' as Instant,
    source: SOURCE,
    source_event_id: id,
    correlation_id: eventId,
    causation_id: null,
    data: {
      complaint_number: id,
      channel: { code: '12315', text: '12315平台' },
      is_repeated: false,
    },
    ...given,
  }
}

export function someEvents(count: number): readonly NewEvent[] {
  return Array.from({ length: count }, () => someEvent())
}

/** Another department for a fact that `someEvent` made, and what else is given. */
export function someCorrection(
  fact: NewEvent,
  given: Partial<Pick<NewEvent, 'occurred_at' | 'region'>> = {},
): NewEvent {
  const { type, schema_version, occurred_at, region, data } = { ...fact, ...given }
  const replacement = { type, schema_version, occurred_at, region, department: '另一局', data }
  return someEvent({
    type: 'FactCorrected',
    data: { fact: referenceOf(fact), reason: '录入错误', replacement },
  })
}

export function someRetraction(fact: NewEvent): NewEvent {
  return someEvent({ type: 'FactRetracted', data: { fact: referenceOf(fact), reason: '录入错误' } })
}

function referenceOf({ source, source_event_id }: NewEvent): FactReference {
  return { source, id: source_event_id }
}

/** A stream that no other call has named. */
export function someStream(): StreamId {
  made += 1
  return streamOf('subject', `test:${process.pid}-${made}`)
}
