import i18next from 'i18next'
import { beforeAll, expect, test } from 'vitest'
import fields from '#/language/en/fields.json'
import { dataInBrief, dataRows } from '#/parts/event-data.ts'

beforeAll(() => i18next.init({ lng: 'en', resources: { en: { fields } } }))

const words = () => i18next.getFixedT('en', 'fields')

test('an amount is one row, with its currency and what the source wrote', () => {
  const data = { fine_cents: 30_000_000, fine_unit: 'yuan', fine_text: '300000', currency: 'TWD' }
  expect(dataRows(data, words())).toEqual([
    {
      path: 'data.fine_cents',
      name: 'Fine',
      value: '300,000.00 TWD (the source wrote 300000)',
    },
  ])
})

test('a currency without an amount is shown by itself', () => {
  expect(dataInBrief({ currency: 'CNY' }, words(), 3)).toBe('Currency CNY')
})

test('codes of penalties are told by their names, unknown ones as they are', () => {
  expect(dataInBrief({ penalty_types: ['02', '99'] }, words(), 3)).toBe('Kinds of penalty fine、99')
})

test('fields of objects and of lists of objects keep the path that masking names', () => {
  const data = { outcome: { text: 'revoked' }, officers: [{ name: 'A**' }], note: null }
  expect(dataRows(data, words()).map(({ path, name }) => [path, name])).toEqual([
    ['data.outcome.text', 'Outcome Text'],
    ['data.officers[0].name', 'Officers 1 Name'],
  ])
})

test('a field that nobody named is told by its code', () => {
  expect(dataInBrief({ shoe_size: 43 }, words(), 1)).toBe('shoe_size 43')
})
