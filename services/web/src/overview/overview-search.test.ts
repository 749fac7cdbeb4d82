import { expect, test } from 'vitest'
import { overviewSearchOf } from '#/overview/overview-search.ts'

test('an address of the overview is read by the names of the API', () => {
  const search = { region: '330000', by: 'prefecture', days: 7, number: 'new_warnings' }
  expect(overviewSearchOf({ ...search, shown: 'table' })).toEqual({ ...search, shown: 'table' })
  expect(overviewSearchOf({ region: 330000, days: '90' })).toEqual({ region: '330000', days: 90 })
})

test('it loses what it cannot mean instead of failing', () => {
  expect(
    overviewSearchOf({
      region: '33',
      by: 'town',
      days: 0,
      number: 'x',
      shown: 'globe',
      text: '张',
    }),
  ).toEqual({})
  expect(overviewSearchOf({ days: 367 })).toEqual({})
})
