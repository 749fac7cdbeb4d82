import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { eventIdOf } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { futureBound, readCloudEvent } from '#/intake/cloud-event.ts'

const NOW = '2026-03-02T00:00:00.000Z' as Instant
const NOT_AFTER = futureBound(NOW)

function cloudEvent(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    specversion: '1.0',
    id: 'v-1',
    source: 'urn:example:city-inspectorate',
    type: 'ViolationFound',
    subject: '91330100799655058B',
    time: '2026-03-01T09:30:00+08:00',
    data: { case_number: 'c-1' },
    ...changes,
  }
}

function codes(input: unknown): string[] {
  const read = readCloudEvent(input, NOT_AFTER)
  return read.ok ? [] : read.reasons.map(({ code, path }) => `${code} ${path}`)
}

test('a CloudEvent becomes an event under the identity of its source and id', () => {
  const read = readCloudEvent(
    cloudEvent({
      region: '330203',
      department: '市场监管局',
      reportedat: '2026-03-01T10:00:00Z',
      correlationid: 'k',
    }),
    NOT_AFTER,
  )
  expect(read).toEqual({
    ok: true,
    event: {
      event_id: eventIdOf('urn:example:city-inspectorate', 'v-1'),
      type: 'ViolationFound',
      schema_version: 2,
      subject_id: '91330100799655058B',
      region: '330203',
      department: '市场监管局',
      occurred_at: '2026-03-01T01:30:00.000Z',
      reported_at: '2026-03-01T10:00:00.000Z',
      source: 'urn:example:city-inspectorate',
      source_event_id: 'v-1',
      correlation_id: 'k',
      causation_id: null,
      data: { case_number: 'c-1' },
    },
  })
})

test('what is not said stays open: an event correlates with itself and has no report time of its own', () => {
  const read = readCloudEvent(cloudEvent(), NOT_AFTER)
  expect(read).toMatchObject({
    ok: true,
    event: { reported_at: null, region: null, department: null, causation_id: null },
  })
  if (read.ok) expect(read.event.correlation_id).toBe(read.event.event_id)
})

test('a noisy subject is normalised and what the source wrote is kept', () => {
  const read = readCloudEvent(
    cloudEvent({ subject: '统一社会信用代码:91330100799655058b(1/1)' }),
    NOT_AFTER,
  )
  expect(read).toMatchObject({
    ok: true,
    event: {
      subject_id: '91330100799655058B',
      raw: { subject_id: '统一社会信用代码:91330100799655058b(1/1)' },
    },
  })
})

test('a noisy code inside the data is normalised and what the source wrote is kept, by its path', () => {
  const item = { supervise_item_implement_code: '３３01 2345 678901' }
  const read = readCloudEvent(
    cloudEvent({
      type: 'OtherActionTaken',
      data: { action_name: '行政约谈', action_number: 'QT-1', ...item },
    }),
    NOT_AFTER,
  )
  expect(read).toMatchObject({
    ok: true,
    event: {
      data: { supervise_item_implement_code: '33012345678901' },
      raw: { 'data.supervise_item_implement_code': item.supervise_item_implement_code },
    },
  })
})

describe('each refusal has its code and its path', () => {
  test.each([
    [{ specversion: undefined }, 'CLOUDEVENT_SPECVERSION specversion'],
    [{ data: { legal_basis: 'half \ud83d of a pair' } }, 'TEXT_NOT_UNICODE data.legal_basis'],
    [
      { data: { case_number: 'c-1', counts: [1, 28_034_286_251_124_666_000] } },
      'NUMBER_TOO_LARGE data.counts[1]',
    ],
    [{ specversion: '0.3' }, 'CLOUDEVENT_SPECVERSION specversion'],
    [{ specversion: 1 }, 'CLOUDEVENT_SPECVERSION specversion'],
    [{ id: undefined }, 'CLOUDEVENT_ATTRIBUTE_MISSING id'],
    [{ id: '' }, 'CLOUDEVENT_ATTRIBUTE_MISSING id'],
    [{ id: 7 }, 'CLOUDEVENT_ATTRIBUTE_INVALID id'],
    [{ id: 'a\nb' }, 'CLOUDEVENT_ATTRIBUTE_INVALID id'],
    [{ id: 'x'.repeat(256) }, 'CLOUDEVENT_ATTRIBUTE_INVALID id'],
    [{ source: undefined }, 'CLOUDEVENT_ATTRIBUTE_MISSING source'],
    [{ source: '市场监管局' }, 'SOURCE_NOT_URI source'],
    [{ source: 'jianwei:sentinel' }, 'SOURCE_RESERVED source'],
    [{ source: 'JianWei:sentinel' }, 'SOURCE_RESERVED source'],
    [{ source: '11010519491231002X' }, 'SOURCE_IS_PERSONAL source'],
    [{ source: 'urn:person:%311010519491231002X' }, 'SOURCE_IS_PERSONAL source'],
    [{ source: 'tel:+8613800138000' }, 'SOURCE_IS_PERSONAL source'],
    [{ type: undefined }, 'CLOUDEVENT_ATTRIBUTE_MISSING type'],
    [{ type: 'NothingLikeIt' }, 'EVENT_TYPE_UNKNOWN type'],
    [{ type: 'WarningRaised' }, 'TYPE_RESERVED type'],
    [{ type: 'ImportCompleted' }, 'TYPE_RESERVED type'],
    [{ subject: undefined }, 'CLOUDEVENT_ATTRIBUTE_MISSING subject'],
    [{ id: 'jianwei-link:1' }, 'ID_RESERVED id'],
    [{ subject: '11010519491231002X' }, 'SUBJECT_IS_PERSONAL subject'],
    [{ subject: 'group:region=3502' }, 'SUBJECT_RESERVED subject'],
    [{ subject: ' rule:a' }, 'SUBJECT_RESERVED subject'],
    [{ subject: 'platform:clock' }, 'SUBJECT_RESERVED subject'],
    [{ subject: 'jianwei:sentinel' }, 'SUBJECT_RESERVED subject'],
    [{ subject: 'quarantine:q' }, 'SUBJECT_RESERVED subject'],
    [{ subject: 'source:urn:a' }, 'SUBJECT_RESERVED subject'],
    [{ subject: '000000000000000000' }, 'IDENTIFIER_PLACEHOLDER subject'],
    [{ subject: ' ００００００００００００００００００（1/1）' }, 'IDENTIFIER_PLACEHOLDER subject'],
    [{ subject: '111111111111111111' }, 'IDENTIFIER_PLACEHOLDER subject'],
    [{ subject: '无' }, 'IDENTIFIER_PLACEHOLDER subject'],
    [{ subject: 'reg:000000000000000' }, 'IDENTIFIER_PLACEHOLDER subject'],
    [{ subject: 'tw-epa:無' }, 'IDENTIFIER_PLACEHOLDER subject'],
    [{ subject: 'shop:123456' }, 'IDENTIFIER_PLACEHOLDER subject'],
    [{ region: '无' }, 'IDENTIFIER_PLACEHOLDER region'],
    [{ region: '111111' }, 'IDENTIFIER_PLACEHOLDER region'],
    [{ region: 'chicago:N/A' }, 'IDENTIFIER_PLACEHOLDER region'],
    [{ id: '暂无' }, 'IDENTIFIER_PLACEHOLDER id'],
    [{ id: ' ' }, 'CLOUDEVENT_ATTRIBUTE_MISSING id'],
    [{ id: '\u3000' }, 'CLOUDEVENT_ATTRIBUTE_MISSING id'],
    [{ department: ' ' }, 'CLOUDEVENT_ATTRIBUTE_INVALID department'],
    [{ source: 'null' }, 'IDENTIFIER_PLACEHOLDER source'],
    [{ source: 'N/A' }, 'IDENTIFIER_PLACEHOLDER source'],
    [{ source: 'urn:unknown' }, 'IDENTIFIER_PLACEHOLDER source'],
    [{ source: '%E6%97%A0' }, 'IDENTIFIER_PLACEHOLDER source'],
    [{ source: '000000' }, 'IDENTIFIER_PLACEHOLDER source'],
    [{ data: { case_number: '无' } }, 'IDENTIFIER_PLACEHOLDER data.case_number'],
    [{ data: { case_number: ' ' } }, 'IDENTIFIER_PLACEHOLDER data.case_number'],
    [
      { type: 'ReadingReported', data: { device_id: 'N/A' } },
      'IDENTIFIER_PLACEHOLDER data.device_id',
    ],
    [
      { data: { supervise_item_implement_code: '00000000000000' } },
      'IDENTIFIER_PLACEHOLDER data.supervise_item_implement_code',
    ],
    [
      { data: { supervise_item_check_icode: `${'0'.repeat(18)}1` } },
      'IDENTIFIER_PLACEHOLDER data.supervise_item_check_icode',
    ],
    [
      {
        type: 'SubjectChanged',
        data: { change: 'x', uscc: '不详', registration_number: '１２３４５６７８９０１２３４５' },
      },
      'IDENTIFIER_PLACEHOLDER data.uscc',
      'IDENTIFIER_PLACEHOLDER data.registration_number',
    ],
    [
      {
        type: 'FactCorrected',
        data: {
          fact: { source: 'urn:example:city-inspectorate', id: 'v-0' },
          reason: 'x',
          replacement: { type: 'SubjectChanged', data: { uscc: 'N/A' } },
        },
      },
      'IDENTIFIER_PLACEHOLDER data.replacement.data.uscc',
    ],
    [{ subject: '1'.repeat(1_001) }, 'CLOUDEVENT_ATTRIBUTE_INVALID subject'],
    [{ region: `a:${'1'.repeat(1_000)}` }, 'CLOUDEVENT_ATTRIBUTE_INVALID region'],
    [{ region: '33' }, 'REGION_LENGTH region'],
    [{ region: 330203 }, 'CLOUDEVENT_ATTRIBUTE_INVALID region'],
    [{ department: 'x'.repeat(501) }, 'CLOUDEVENT_ATTRIBUTE_INVALID department'],
    [{ time: undefined }, 'CLOUDEVENT_ATTRIBUTE_MISSING time'],
    [{ time: '2026-03-01 09:30' }, 'TIME_UNREADABLE time'],
    [{ time: '2026-02-30T00:00:00Z' }, 'TIME_UNREADABLE time'],
    [{ time: 1_767_225_600 }, 'TIME_UNREADABLE time'],
    [{ time: '2026-03-02T00:10:00.001Z' }, 'TIME_IN_FUTURE time'],
    [{ reportedat: '2026-03-02T00:10:00.001Z' }, 'TIME_IN_FUTURE reportedat'],
    [
      {
        type: 'FactCorrected',
        data: {
          fact: { source: 'urn:example:city-inspectorate', id: 'v-0' },
          reason: 'x',
          replacement: { type: 'ViolationFound', occurred_at: '2099-01-01T00:00:00Z', data: {} },
        },
      },
      'TIME_IN_FUTURE data.replacement.occurred_at',
    ],
    [{ reportedat: 'soon' }, 'TIME_UNREADABLE reportedat'],
    [{ schemaversion: 0 }, 'SCHEMA_VERSION schemaversion'],
    [{ schemaversion: 1.5 }, 'SCHEMA_VERSION schemaversion'],
    [{ schemaversion: 99 }, 'EVENT_VERSION_UNKNOWN schemaversion'],
    [{ datacontenttype: 'text/xml' }, 'DATA_CONTENT_TYPE datacontenttype'],
    [{ data_base64: 'e30=', data: undefined }, 'DATA_BASE64 data_base64'],
    [{ data: 'text' }, 'FIELD_TYPE data'],
    [{ data: { colour: 1 } }, 'FIELD_UNKNOWN data.colour'],
  ])('%j', (changes, ...expected) => {
    expect(codes(cloudEvent(changes))).toEqual(expected)
  })

  test.each([[null], [[]], ['text'], [1], [undefined]])('%j is no CloudEvent', (input) => {
    expect(codes(input)).toEqual(['CLOUDEVENT_NOT_OBJECT '])
  })
})

test('a number that looks even is taken where it may be one, and the whole country is a region', () => {
  for (const subject of ['shop:1', 'shop:11111', 'shop:0-1', 'chicago:1926502', 'tw-epa:臺中市:0'])
    expect(codes(cloudEvent({ subject }))).toEqual([])
  for (const id of ['0', '111111', '123456']) expect(codes(cloudEvent({ id }))).toEqual([])
  expect(codes(cloudEvent({ region: '000000' }))).toEqual([])
})

test('what an older version took under a placeholder can be taken back', () => {
  const data = {
    fact: { source: 'urn:example:city-inspectorate', id: 'v-0' },
    reason: 'nobody has this code',
  }
  expect(codes(cloudEvent({ type: 'FactRetracted', subject: '0'.repeat(18), data }))).toEqual([])
})

test('who names a shop and no subject is about the subject of that name', () => {
  const sent = {
    type: 'TicketDispatched',
    schemaversion: 2,
    subject: undefined,
    region: '350102',
    data: { ticket_number: 'G-1', respondent_name: '蜀香园火锅店' },
  }
  const subjects = ['TicketDispatched', 'TicketAnswered'].map((type) => {
    const read = readCloudEvent(cloudEvent({ ...sent, type }), NOT_AFTER)
    return read.ok ? read.event.subject_id : codes(cloudEvent({ ...sent, type }))
  })
  expect(subjects[0]).toMatch(/^named:/)
  expect(subjects[1]).toBe(subjects[0])
  const replacement = { ...sent, schema_version: 2, occurred_at: '2026-03-01T00:00:00Z' }
  const { type, region, data, schema_version, occurred_at } = replacement
  const correction = {
    fact: { source: 'urn:example:city-inspectorate', id: 'v-0' },
    reason: 'the number was wrong',
    replacement: { type, region, data, schema_version, occurred_at, department: null },
  }
  const corrected = cloudEvent({ type: 'FactCorrected', subject: undefined, data: correction })
  expect(readCloudEvent(corrected, NOT_AFTER)).toMatchObject({
    event: { subject_id: subjects[0] },
  })
  const nobody = { ...sent, data: { ticket_number: 'G-1', respondent_name: '商家' } }
  expect(codes(cloudEvent(nobody))).toEqual(['CLOUDEVENT_ATTRIBUTE_MISSING subject'])
})

test('at its limits everything is taken', () => {
  expect(
    codes(
      cloudEvent({
        id: 'x'.repeat(255),
        department: 'x'.repeat(500),
        time: '2026-03-02T00:10:00Z',
      }),
    ),
  ).toEqual([])
  expect(
    codes(cloudEvent({ datacontenttype: 'application/json; charset=utf-8', schemaversion: '1' })),
  ).toEqual([])
})

test('everything that is wrong is said at once', () => {
  expect(codes(cloudEvent({ time: 'x', subject: '', data: { colour: 1 } }))).toHaveLength(3)
})

test('whatever JSON comes in, the answer is an event or reasons that do not repeat it', () => {
  fc.assert(
    fc.property(
      fc.dictionary(
        fc.constantFrom(...Object.keys(cloudEvent()), 'region', 'reportedat'),
        fc.jsonValue(),
      ),
      (changes) => {
        const read = readCloudEvent(cloudEvent(changes), NOT_AFTER)
        if (!read.ok) expect(read.reasons.length).toBeGreaterThan(0)
      },
    ),
    { numRuns: 500 },
  )
})
