import { expect, test } from 'vitest'
import { remember } from '#/lifecycle/newest-entries.ts'

test('what was put in last is remembered, also where it was there before', () => {
  const map = new Map<string, number>()
  for (const [key, value] of Object.entries({ a: 1, b: 2, c: 3 })) remember(map, key, value, 3)
  remember(map, 'a', 4, 3)
  remember(map, 'd', 5, 3)
  expect([...map]).toEqual([
    ['c', 3],
    ['a', 4],
    ['d', 5],
  ])
})
