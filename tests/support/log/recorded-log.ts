import { streamOf, type RecordedEvent, type StreamId } from '@jianwei/events/envelope.ts'
import { roleOf, parseRecorded } from '@jianwei/events/catalogue.ts'
import { eventIdOf } from '@jianwei/events/identity.ts'
import { instantFromMs, msOfInstant, type Instant } from '@jianwei/events/instant.ts'

export const SOURCE = 'urn:example:bureau'

/** An event of a made-up log. What is left out has a plain value. */
export interface TestEvent {
  /** Unique within the source. */
  readonly id: string
  readonly type: string
  /** 1 where it is left out. */
  readonly schema_version?: number
  readonly occurred_at: string
  readonly reported_at?: string
  readonly recorded_at?: string
  readonly subject_id?: string
  readonly region?: string | null
  readonly source?: string
  readonly data: object
}

/**
 * The events as a log gives them back, from position 1 on, one second apart unless they say when
 * they were recorded.
 */
export function recordedLog(
  testEvents: readonly TestEvent[],
  firstPosition = 1,
): readonly RecordedEvent[] {
  const start = msOfInstant('2026-06-01T00:00:00.000Z' as Instant)
  return testEvents.map((event, index) => {
    const { id, type, occurred_at, data } = event
    const source = event.source ?? SOURCE
    const subject_id = event.subject_id ?? 'test:a'
    const position = firstPosition + index
    const recorded_at = event.recorded_at ?? instantFromMs(start + position * 1000)
    return parseRecorded({
      event_id: eventIdOf(source, id),
      type,
      schema_version: event.schema_version ?? 1,
      subject_id,
      region: event.region ?? null,
      department: null,
      occurred_at,
      reported_at: event.reported_at ?? recorded_at,
      source,
      source_event_id: id,
      correlation_id: eventIdOf(source, id),
      causation_id: null,
      recorded_at,
      position,
      ordinal: position,
      stream: streamOfTest(type, subject_id, data),
      revision: index,
      data,
    })
  })
}

/** Duties and alerts have streams of their own: they stand as the events of these make them. */
function streamOfTest(type: string, subject_id: string, data: object): StreamId {
  if ('duty_id' in data) return streamOf('duty', String(data.duty_id))
  if ('alert_id' in data) return streamOf('alert', String(data.alert_id))
  return streamOf(roleOf(type) === 'record' ? 'source' : 'subject', subject_id)
}

/** A correction of the fact `of` of the same source. */
export function correction(id: string, of: string, replacement: Omit<TestEvent, 'id'>): TestEvent {
  const { type, occurred_at, region, data, ...envelope } = replacement
  return {
    ...envelope,
    id,
    type: 'FactCorrected',
    occurred_at: replacement.recorded_at ?? replacement.occurred_at,
    data: {
      fact: { source: replacement.source ?? SOURCE, id: of },
      reason: 'wrong',
      replacement: {
        type,
        schema_version: 1,
        occurred_at,
        region: region ?? null,
        department: null,
        data,
      },
    },
  }
}

export function retraction(id: string, of: string, envelope: Partial<TestEvent> = {}): TestEvent {
  return {
    occurred_at: '2026-06-01T00:00:00.000Z',
    ...envelope,
    id,
    type: 'FactRetracted',
    data: { fact: { source: envelope.source ?? SOURCE, id: of }, reason: 'never happened' },
  }
}
