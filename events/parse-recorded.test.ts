import { expect, test } from 'vitest'
import { EventUnreadable } from '#/errors.ts'
import { parseRecorded } from '#/catalogue.ts'

const row = {
  event_id: '2ed6657d-e927-568b-95e1-2665a8aea6a2',
  type: 'RectificationChecked',
  schema_version: 1,
  subject_id: 'tw-epa:L02A0361',
  region: null,
  department: null,
  occurred_at: '2026-03-10T01:30:00.000Z',
  reported_at: '2026-03-10T02:00:00.000Z',
  source: 'urn:example:bureau',
  source_event_id: 'r-1',
  correlation_id: 'r-1',
  causation_id: null,
  recorded_at: '2026-03-10T02:00:01.000Z',
  position: 7,
  ordinal: 7,
  stream: 'subject-tw-epa:L02A0361',
  revision: 0,
  data: { rectified: true },
}

test('an old event is read at the latest version', () => {
  expect(parseRecorded(row)).toEqual({ ...row, schema_version: 2, data: { outcome: 'rectified' } })
})

test('what the source wrote comes along', () => {
  const raw = { subject_id: ' tw-epa:L02A0361' }
  expect(parseRecorded({ ...row, raw })).toMatchObject({ raw })
})

test('data that do not fit are unreadable, and the error names the position and the field, not the value', () => {
  const broken = { ...row, data: { rectified: 'geheim' } }
  expect(() => parseRecorded(broken)).toThrow(EventUnreadable)
  expect(() => parseRecorded(broken)).toThrow(
    'RectificationChecked version 1 at position 7 cannot be read: data.rectified FIELD_TYPE',
  )
})

test('an envelope with a hole is unreadable', () => {
  expect(() => parseRecorded({ ...row, source: undefined, position: '7' })).toThrow(
    'an event of the log cannot be read: unfit envelope fields: source, position',
  )
  expect(() => parseRecorded(null)).toThrow(EventUnreadable)
})

test.each([4_000, 500_000])(
  'data of %i levels in a log end no reader, which tells where they are',
  (levels) => {
    const deep: unknown = JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`)
    expect(() => parseRecorded({ ...row, data: { rectified: true, deep } })).toThrow(
      EventUnreadable,
    )
    const correction = {
      fact: { source: 'urn:example:bureau', id: 'r-0' },
      reason: 'x',
      replacement: {
        type: 'ViolationFound',
        schema_version: 1,
        occurred_at: row.occurred_at,
        region: null,
        department: null,
        data: { deep },
      },
    }
    expect(() => parseRecorded({ ...row, type: 'FactCorrected', data: correction })).toThrow(
      EventUnreadable,
    )
  },
)
