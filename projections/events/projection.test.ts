import fc from 'fast-check'
import { expect, test } from 'vitest'
import { factIdOf } from '@jianwei/events/fact.ts'
import {
  correction,
  recordedLog,
  retraction,
  SOURCE,
} from '@jianwei/tests/support/log/recorded-log.ts'
import { eventsProjection } from '#/events/projection.ts'

const occurred_at = '2026-01-02T00:00:00.000Z'

function rowsOf(...log: Parameters<typeof recordedLog>): readonly Record<string, unknown>[] {
  return recordedLog(...log).map((event) => {
    const line = eventsProjection.rows(event)
    expect(line.endsWith('\n') && !line.slice(0, -1).includes('\n')).toBe(true)
    const values = JSON.parse(line) as readonly unknown[]
    expect(values).toHaveLength(eventsProjection.columns.length)
    return Object.fromEntries(
      eventsProjection.columns.map((column, index) => [column, values[index]]),
    )
  })
}

test('a row has every column, whatever text the event carries', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 50 }), (name) => {
      const [row] = rowsOf([{ id: '1', type: 'SubjectRegistered', occurred_at, data: { name } }])
      expect(row).toMatchObject({
        version_kind: 'original',
        event_type: 'SubjectRegistered',
        payload: { name },
      })
    }),
  )
})

test('the versions of a fact share its id; a correction brings its content, a retraction none', () => {
  const listed = {
    type: 'SeriousViolationListed',
    occurred_at,
    region: '330203',
    data: { authority: '局' },
  }
  const [original, corrected, retracted, record] = rowsOf([
    { ...listed, id: '1' },
    correction('2', '1', {
      ...listed,
      occurred_at: '2026-01-03T00:00:00.000Z',
      region: '330204',
      data: {},
    }),
    retraction('3', '1'),
    { id: '4', type: 'ClockAdvanced', occurred_at, data: { to: occurred_at } },
  ])
  const fact_id = factIdOf({ source: SOURCE, id: '1' })
  expect(original).toMatchObject({
    fact_id,
    event_id: fact_id,
    region: '330203',
    reason: '',
    payload: { authority: '局' },
  })
  expect(corrected).toMatchObject({
    fact_id,
    version_kind: 'correction',
    event_type: 'SeriousViolationListed',
    occurred_at: '2026-01-03T00:00:00.000Z',
    region: '330204',
    reason: 'wrong',
    payload: {},
  })
  expect(retracted).toMatchObject({
    fact_id,
    version_kind: 'retraction',
    event_type: 'FactRetracted',
    payload: '',
  })
  expect(record).toMatchObject({
    version_kind: 'record',
    event_type: 'ClockAdvanced',
    region: '',
    causation_id: '',
  })
})
