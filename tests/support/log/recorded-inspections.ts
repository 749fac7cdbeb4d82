import {
  streamOf,
  type Ordinal,
  type Position,
  type RecordedEvent,
  type Revision,
} from '@jianwei/events/envelope.ts'
import { eventIdOf } from '@jianwei/events/identity.ts'
import { instantFromMs, msOfInstant, type Instant } from '@jianwei/events/instant.ts'

const START = msOfInstant('2024-01-01T00:00:00.000Z' as Instant)
const TYPES = [
  'InspectionConducted',
  'ViolationFound',
  'ComplaintReceived',
  'PenaltyDecided',
  'ReadingReported',
]
/** Neighbours in a sequence with this step share no pattern with subjects, types or days. */
const SPREAD = 7_919

/**
 * Facts as the log gives them back: 300 to 400 bytes of data, five types, ten thousand subjects,
 * two years, five sources.
 */
export function recordedInspections(count: number): readonly RecordedEvent[] {
  return Array.from({ length: count }, (_, index) => recordedInspection(index))
}

function recordedInspection(index: number): RecordedEvent {
  const spread = (index * SPREAD) % 1_000_003
  const source = `urn:dept:${spread % 5}`
  const subjectId = `91440101MA5${String(spread % 10_000).padStart(6, '0')}X`
  const occurred = instantFromMs(START + (spread % 730) * 86_400_000 + index)
  const eventId = eventIdOf(source, String(index))
  return {
    event_id: eventId,
    type: TYPES[spread % TYPES.length] ?? 'InspectionConducted',
    schema_version: 1,
    subject_id: subjectId,
    region: `4401${String(spread % 20).padStart(2, '0')}`,
    department: `dept-${spread % 40}`,
    occurred_at: occurred,
    reported_at: occurred,
    recorded_at: instantFromMs(START + 800 * 86_400_000 + index),
    source,
    source_event_id: String(index),
    correlation_id: eventId,
    causation_id: null,
    data: {
      inspection_id: `JC-${index}`,
      officers: ['44010001', '44010002'],
      items: [
        {
          item_code: '00012345678901',
          result: 'pass',
          note: 'kitchen and storage are clean and dry',
        },
        {
          item_code: '00012345678902',
          result: 'fail',
          note: 'certificate of one employee has expired',
        },
      ],
      method: 'on_site',
      fine_cents: spread,
    },
    position: (index + 1) as Position,
    ordinal: (index + 1) as Ordinal,
    stream: streamOf('subject', subjectId),
    revision: index as Revision,
  }
}
