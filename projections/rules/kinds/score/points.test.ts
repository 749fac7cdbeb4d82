import { expect, test } from 'vitest'
import { MICRO, pointsText } from '#/rules/kinds/score/points.ts'

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
