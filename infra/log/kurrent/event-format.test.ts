import { RecordingTimes } from '@jianwei/events/clock/recording-times.ts'
import { describe, expect, test } from 'vitest'
import {
  streamOf,
  type NewEvent,
  type Ordinal,
  type Position,
  type Revision,
} from '@jianwei/events/envelope.ts'
import { EventUnreadable } from '@jianwei/events/errors.ts'
import { eventIdOf } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { parseRecorded } from '@jianwei/events/catalogue.ts'
import { DATA_CHARACTERS_MAX } from '#/log/event-rows.ts'
import { LogRefused } from '#/log/kurrent/client-failure.ts'
import {
  eventToWrite,
  logPositionOf,
  positionOf,
  recordedEvent,
  writableEvent,
  type PlaceInStream,
} from '#/log/kurrent/event-format.ts'
import type { ClientEvent } from '#/log/kurrent/kurrent-client.ts'
import { streamNames } from '#/log/kurrent/stream-names.ts'

const event: NewEvent = {
  event_id: eventIdOf('urn:test', '1'),
  type: 'ComplaintReceived',
  schema_version: 2,
  subject_id: '91330203MA00000010',
  region: null,
  department: null,
  occurred_at: '2026-03-10T01:30:00.000Z' as Instant,
  reported_at: null,
  source: 'urn:test',
  source_event_id: '1',
  correlation_id: 'c',
  causation_id: null,
  data: {
    complaint_number: '1',
    channel: { code: '12315', text: '12315平台' },
    is_repeated: false,
  },
}
const reading = { names: streamNames('jianwei'), parse: parseRecorded, times: new RecordingTimes() }
const logPosition = {
  position: 7 as Position,
  ordinal: 3 as Ordinal,
  recorded_ms: Date.parse('2026-03-10T02:00:00.000Z'),
}

/** As it is on the server. */
function sent(place?: PlaceInStream) {
  const { metadata, ...written } = eventToWrite(writableEvent(event), place)
  // Bytes, whatever they may be.
  const text = Buffer.from(metadata as Uint8Array).toString('utf8')
  return { ...written, metadata: JSON.parse(text) as unknown }
}

function asRead(fields: Partial<ClientEvent> = {}): ClientEvent {
  const { id, type, data, metadata } = sent()
  const position = { commit: 7n, prepare: 7n }
  const written = { id, type, data, metadata, isJson: true, created: new Date(0), position }
  return { ...written, streamId: 'jianwei.subject-91330203MA00000010', revision: 3n, ...fields }
}

test('an event comes back as it was written, with its place', () => {
  expect(recordedEvent(asRead(), logPosition, reading)).toEqual({
    ...event,
    reported_at: '2026-03-10T02:00:00.000Z',
    recorded_at: '2026-03-10T02:00:00.000Z',
    stream: 'subject-91330203MA00000010',
    revision: 3,
    position: 7,
    ordinal: 3,
  })
})

test('in a journal its metadata say in which stream it is, and where', () => {
  const place = { stream: streamOf('subject', '91330203MA00000010'), revision: 3 as Revision }
  const { metadata } = sent(place)
  const fields = { metadata, streamId: 'jianwei.journal-fact-1', revision: 70_123n }
  expect(recordedEvent(asRead(fields), logPosition, reading)).toEqual(
    recordedEvent(asRead(), logPosition, reading),
  )
})

test.each<[what: string, fields: Partial<ClientEvent>]>([
  ['in a journal, that does not say in which stream it is', { streamId: 'jianwei.journal-fact-1' }],
  ['without metadata', { metadata: undefined }],
  ['of another program, in a stream of ours', { metadata: { $by: 'somebody' } }],
  ['in a stream that is none of ours', { streamId: 'orders-1' }],
  ['whose data are not JSON', { data: '{"complaint_number":' }],
])('an event %s is unreadable', (_, fields) => {
  expect(() => recordedEvent(asRead(fields), logPosition, reading)).toThrow(EventUnreadable)
})

test('data are written up to their limit and refused one character beyond', () => {
  const filled = (length: number): NewEvent => ({
    ...event,
    data: { text: 'x'.repeat(length - '{"text":""}'.length) },
  })
  expect(writableEvent(filled(DATA_CHARACTERS_MAX)).bytes).toBeGreaterThan(DATA_CHARACTERS_MAX)
  expect(() => writableEvent(filled(DATA_CHARACTERS_MAX + 1))).toThrow(RangeError)
})

describe('a position', () => {
  test('is a position up to 2^53 - 1, and refused beyond', () => {
    const largest = BigInt(Number.MAX_SAFE_INTEGER)
    expect(positionOf({ commit: largest, prepare: largest })).toBe(Number.MAX_SAFE_INTEGER)
    expect(() => positionOf({ commit: largest + 1n, prepare: largest + 1n })).toThrow(LogRefused)
  })

  test.each<[what: string, position: ClientEvent['position']]>([
    ['that an old server does not tell', undefined],
    [
      'that an old server fills with its largest number',
      { commit: 2n ** 64n - 1n, prepare: 2n ** 64n - 1n },
    ],
    ['inside an explicit transaction', { commit: 9n, prepare: 7n }],
  ])('%s is refused', (_, position) => {
    expect(() => logPositionOf(asRead({ position }))).toThrow(LogRefused)
  })
})
