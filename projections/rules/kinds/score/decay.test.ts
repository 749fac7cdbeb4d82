import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decayed, LEFT_AFTER_STEPS } from '#/rules/kinds/score/decay.ts'
import { FACT_MICRO_MAX } from '#/rules/kinds/score/parameters.ts'
import { MICRO } from '#/rules/kinds/score/points.ts'

test('points fade by half in each half-life, to the nearest micro-point', () => {
  expect([0, 10, 20, 30].map((age) => decayed(8 * MICRO, age, 10))).toEqual(
    [8, 4, 2, 1].map((points) => points * MICRO),
  )
  expect(decayed(8 * MICRO, 1_000_000, null)).toBe(8 * MICRO)
  expect([3, -3, 1, -1].map((micro) => decayed(micro, 10, 10))).toEqual([2, -1, 1, 0])
  expect([1, -1].map((sign) => decayed(sign * FACT_MICRO_MAX, 10_000, 10))).toEqual([0, 0])
})

test('the table holds the nearest whole numbers', () => {
  const steps = BigInt(LEFT_AFTER_STEPS.length)
  for (const [step, left] of LEFT_AFTER_STEPS.entries()) {
    // (2 · left ± 1)^steps lies on either side of (2 · 2^52 · 2^(−step / steps))^steps.
    const exact = 2n ** (53n * steps - BigInt(step))
    expect((2n * BigInt(left) - 1n) ** steps < exact).toBe(true)
    expect((2n * BigInt(left) + 1n) ** steps > exact).toBe(true)
  }
})

test('what is left lies within a millionth of a micro-point of the exact value, rounded', () => {
  const hours = fc.integer({ min: 1, max: 600_000 })
  const micro = fc.integer({ min: 1, max: 100 * MICRO })
  const ages = fc.integer({ min: 0, max: 2 ** 31 - 2 })
  fc.assert(
    fc.property(micro, ages, hours, (points, age, halfLifeHours) => {
      const halfLife = halfLifeHours * 3_600
      const exact = points * 2 ** -(age / halfLife)
      expect(Math.abs(decayed(points, age, halfLife) - exact)).toBeLessThanOrEqual(0.500_001)
    }),
    { numRuns: 10_000 },
  )
})
