import { expect, test } from 'vitest'
import { decayed, MICRO, pointsText } from '#/rules/kinds/score/points.ts'

test('points fade by half in each half-life, to the nearest micro-point', () => {
  expect([0, 10, 20, 30].map((age) => decayed(8 * MICRO, age, 10))).toEqual(
    [8, 4, 2, 1].map((points) => points * MICRO),
  )
  expect(decayed(8 * MICRO, 1_000_000, null)).toBe(8 * MICRO)
  expect([3, -3, 1, -1].map((micro) => decayed(micro, 10, 10))).toEqual([2, -1, 1, 0])
})

test('micro-points are written as points', () => {
  expect([0, 1, -1, 12_500_000, -3 * MICRO, 100_000_001].map(pointsText)).toEqual([
    '0',
    '0.000001',
    '-0.000001',
    '12.5',
    '-3',
    '100.000001',
  ])
})
