import { describe, expect, test } from 'vitest'
import type { Instant } from '@jianwei/events/instant.ts'
import type { BusHeaders } from '@jianwei/events/ports/message-bus.ts'
import { readBusCloudEvent } from '#/intake/bus-cloud-event.ts'
import { EVENT_BYTES_MAX } from '#/intake/line-reading.ts'

const NOT_AFTER = '2026-11-01T00:00:00.000Z' as Instant
const attributes = {
  specversion: '1.0',
  id: '1',
  source: 'urn:department',
  type: 'FactRetracted',
  subject: 'site:1',
  time: '2026-03-01T09:30:00+08:00',
}
const data = { fact: { source: 'urn:department', id: '0' }, reason: 'entered twice' }
const structured: BusHeaders = [['content-type', Buffer.from('application/cloudevents+json')]]
const binary: BusHeaders = Object.entries(attributes).map(([name, value]) => [
  `ce_${name}`,
  Buffer.from(value),
])

function read(headers: BusHeaders, value: string | Buffer | null, topic = 'regulation.credit') {
  return readBusCloudEvent(
    { topic, key: null, value: value === null ? null : Buffer.from(value), headers },
    NOT_AFTER,
  )
}

function codes(reading: ReturnType<typeof read>): string[] {
  return reading.ok
    ? []
    : reading.reasons.map(({ code, path }) => (path === '' ? code : `${code} ${path}`))
}

describe('both modes', () => {
  test('say the same event', () => {
    const one = read(structured, JSON.stringify({ ...attributes, data }))
    expect(one).toMatchObject({
      ok: true,
      events: [{ type: 'FactRetracted', occurred_at: '2026-03-01T01:30:00.000Z' }],
    })
    expect(read(binary, JSON.stringify(data))).toEqual(one)
    expect(read([...structured, ...binary], JSON.stringify({ ...attributes, data }))).toEqual(one)
  })

  test('a header of another party, whatever its bytes, is no matter', () => {
    const headers: BusHeaders = [
      ...binary,
      ['traceparent', Buffer.from([0xff])],
      ['traceparent', Buffer.from('x')],
    ]
    expect(read(headers, JSON.stringify(data)).ok).toBe(true)
  })
})

describe('a trace', () => {
  const trace = (digit: string) => `00-${digit.repeat(32)}-${digit.repeat(16)}-01`
  const header = (text: string) => ['traceparent', Buffer.from(text)] as const
  const own: BusHeaders = [...binary, ['ce_traceparent', Buffer.from(trace('a'))]]
  const traceOf = (headers: BusHeaders) => {
    const reading = read(headers, JSON.stringify(data))
    return reading.ok ? reading.events.map((event) => event.trace) : reading.reasons
  }

  test('is what the event says itself, or else what its message says', () => {
    expect(traceOf([...binary, header(trace('b'))])).toEqual([trace('b')])
    expect(traceOf(own)).toEqual([trace('a')])
    expect(traceOf([...own, header(trace('b'))])).toEqual([trace('a')])
    const said = JSON.stringify({ ...attributes, traceparent: trace('c'), data })
    expect(read(structured, said)).toMatchObject({ events: [{ trace: trace('c') }] })
  })

  test('that cannot be told costs nothing but itself', () => {
    expect(traceOf([...binary, header('00-what-ever-01')])).toEqual([undefined])
    expect(traceOf([...binary, header(trace('b')), header(trace('b'))])).toEqual([undefined])
    const said = JSON.stringify({ ...attributes, traceparent: 7, data })
    expect(read(structured, said)).toMatchObject({ ok: true })
  })
})

describe('refused with a reason', () => {
  const correction = {
    ...attributes,
    type: 'FactCorrected',
    data: {
      ...data,
      replacement: {
        type: 'ComplaintReceived',
        schema_version: 1,
        occurred_at: attributes.time,
        region: null,
        department: null,
        data: { complaint_number: 'TS-1' },
      },
    },
  }

  test.each([
    ['no value', read(structured, null), ['VALUE_MISSING']],
    ['too many bytes', read(structured, Buffer.alloc(EVENT_BYTES_MAX + 1)), ['EVENT_TOO_LARGE']],
    [
      'as many bytes as may be',
      read(structured, Buffer.alloc(EVENT_BYTES_MAX)),
      ['JSON_MALFORMED'],
    ],
    [
      'no mode',
      read([], JSON.stringify({ ...attributes, data })),
      ['CLOUDEVENT_MODE content-type'],
    ],
    [
      'a header twice',
      read([...binary, ['ce_id', Buffer.from('2')]], '{}'),
      ['HEADER_REPEATED ce_id'],
    ],
    [
      'a header that is no text',
      read([...binary.slice(1), ['ce_specversion', Buffer.from([0xff])]], '{}'),
      ['HEADER_UNREADABLE ce_specversion'],
    ],
    [
      'a structured event beside headers that say something else',
      read(
        [...structured, ...binary.slice(2), ['ce_id', Buffer.from('2')]],
        JSON.stringify({ ...attributes, data }),
      ),
      ['HEADER_CONTRADICTS ce_id'],
    ],
    ['data that is no JSON', read(binary, '{'), ['JSON_MALFORMED data']],
    [
      'a correction into another family',
      read(structured, JSON.stringify(correction)),
      ['TOPIC_FAMILY type'],
    ],
    [
      'a topic that takes nothing',
      read(binary, JSON.stringify(data), 'regulation.warnings'),
      ['TOPIC_FAMILY type'],
    ],
  ])('%s', (_, reading, expected) => {
    expect(codes(reading)).toEqual(expected)
  })
})
