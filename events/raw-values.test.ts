import { expect, test } from 'vitest'
import { parseData } from '#/catalogue.ts'
import { rawOf } from '#/raw-values.ts'

function rawAfterParsing(type: string, data: unknown) {
  const parsed = parseData(type, 1, data)
  if (!parsed.ok) throw new TypeError(JSON.stringify(parsed.reasons))
  return rawOf(data, parsed.data)
}

test('what parsing made canonical is kept as the source wrote it, by path', () => {
  const uscc = '统一社会信用代码：91350100m000100y43（1/1）'
  expect(rawAfterParsing('SubjectRegistered', { name: '示例', uscc })).toEqual({
    'data.uscc': uscc,
  })
})

test('paths lead into objects and lists', () => {
  const input = { a: [{ b: 'x' }, { b: 'Y ' }], c: { d: 'e' } }
  const parsed = { a: [{ b: 'x' }, { b: 'Y' }], c: { d: 'e' } }
  expect(rawOf(input, parsed)).toEqual({ 'data.a[1].b': 'Y ' })
})

test('nothing is kept when nothing changed', () => {
  expect(
    rawAfterParsing('PenaltyDecided', { penalty_types: ['02'], officers: null }),
  ).toBeUndefined()
})

test('the same instant with another offset is no change', () => {
  const data = { ticket_number: 'GD-1', due_at: '2026-03-09T17:00:00+08:00' }
  expect(rawAfterParsing('TicketDispatched', data)).toBeUndefined()
})

test('a resident identity number is not copied', () => {
  expect(rawOf({ number: '11010519491231002x' }, { number: '11010519491231002X' })).toBeUndefined()
})

test('fields that an upcast moved are left out', () => {
  expect(
    rawAfterParsing('RectificationChecked', { rectified: true, order_number: 'ZG-1' }),
  ).toBeUndefined()
})
