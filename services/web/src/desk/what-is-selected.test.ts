import { expect, test } from 'vitest'
import { isTooMany } from '#/desk/what-is-selected.ts'

test('more than one step may be taken with is too many, picked one by one or by the filter', () => {
  const picked = (count: number) => new Set(Array.from({ length: count }, (_, n) => String(n)))
  expect(isTooMany({ isFilter: false, ids: picked(500) }, 9_000)).toBe(false)
  expect(isTooMany({ isFilter: false, ids: picked(501) }, 9_000)).toBe(true)
  expect(isTooMany({ isFilter: true, ids: picked(1) }, 500)).toBe(false)
  expect(isTooMany({ isFilter: true, ids: picked(1) }, 501)).toBe(true)
  expect(isTooMany({ isFilter: true, ids: picked(1) }, undefined)).toBe(false)
})
