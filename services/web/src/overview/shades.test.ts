import { expect, test } from 'vitest'
import { shadeOf, SHADES, shadesUpTo } from '#/overview/shades.ts'

test('every number up to the largest has one shade, darker or equal as it grows', () => {
  for (const max of [1, 2, 3, 4, 5, 6, 7, 9, 12, 33, 100, 4_321]) {
    const shades = shadesUpTo(max)
    const all = Array.from({ length: max }, (_, index) => shadeOf(index + 1, shades))
    expect(Math.min(...all), `up to ${max}`).toBeGreaterThan(0)
    expect(all.at(-1)).toBe(SHADES)
    expect(all).toEqual(all.toSorted((a, b) => a - b))
    for (const { from, to } of shades)
      expect(to, `${from} up to ${max}`).toBeGreaterThanOrEqual(from)
  }
})

test('nothing has no shade', () => {
  expect(shadesUpTo(0)).toEqual([])
  expect(shadeOf(0, shadesUpTo(9))).toBe(0)
})
