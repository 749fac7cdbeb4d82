import { expect, test } from 'vitest'
import { listSearchOf } from '#/alert/list-search.ts'

test('the filter, the order and the place of a list are kept', () => {
  const search = { level: ['red', 'orange'], open: true, up_to: 12, place: '-4/0', order: 'due' }
  expect(listSearchOf(search)).toEqual(search)
})

test('what belongs to no list, or has no plain value, is left out', () => {
  expect(listSearchOf({ view: 'v1', state: {}, level: [], tag: [1], unit: null })).toEqual({})
})
