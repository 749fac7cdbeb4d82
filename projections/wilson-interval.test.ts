import { describe, expect, test } from 'vitest'
import { wilsonInterval } from '#/wilson-interval.ts'

describe('Wilson', () => {
  // R. G. Newcombe, Two-sided confidence intervals for the single proportion, Statistics in
  // Medicine 17 (1998), table I, method 3.
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('%i of %i', (hits, size, low, high) => {
    const interval = wilsonInterval(hits, size)
    expect(interval?.low).toBeCloseTo(low, 4)
    expect(interval?.high).toBeCloseTo(high, 4)
  })

  test('the whole is 1 at the top, and nothing has no interval', () => {
    expect(wilsonInterval(5, 5)?.high).toBe(1)
    expect(wilsonInterval(0, 0)).toBeNull()
  })
})
