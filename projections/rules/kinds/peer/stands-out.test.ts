import { describe, expect, test } from 'vitest'
import type { PeerParameters } from '#/rules/kinds/peer/parameters.ts'
import { standsOut } from '#/rules/kinds/peer/robust-z.ts'

const asked = (z: number, floor: number, at_least = 1): PeerParameters => ({
  of: { events: ['ComplaintReceived'] },
  amount: null,
  every: 'month',
  window_periods: 1,
  group_by: [{ attribute: 'region', prefix: null }],
  peers_at_least: 2,
  at_least,
  z_at_least_e4: Math.round(z * 10_000),
  scale_floor_e4: Math.round(floor * 10_000),
})

describe('a number stands out', () => {
  test('by its distance from the median in spreads of 1.4826 times the median deviation', () => {
    // The median is 3, the deviations 2 1 0 1 6, their median 1: the 9 lies 6 ÷ 1.4826 = 4.0469…
    // above.
    const numbers = [1, 2, 3, 4, 9]
    expect(standsOut(asked(4.0469, 0.5), 9, numbers)).toBe(true)
    expect(standsOut(asked(4.047, 0.5), 9, numbers)).toBe(false)
  })

  test('exactly at the threshold, where the spread is the floor', () => {
    expect(standsOut(asked(3.5, 2), 7, [0, 0, 0, 7])).toBe(true)
    expect(standsOut(asked(3.5001, 2), 7, [0, 0, 0, 7])).toBe(false)
  })

  test('from the mean of the two numbers in the middle, where they are even in number', () => {
    // The median is 1.5, the deviations 1.5 0.5 0.5 8.5, their median 1.
    expect(standsOut(asked(5.7332, 0.0001), 10, [0, 1, 2, 10])).toBe(false)
    expect(standsOut(asked(5.7331, 0.0001), 10, [0, 1, 2, 10])).toBe(true)
  })

  test('only from its floor on, and never below the median', () => {
    expect(standsOut(asked(1, 1, 6), 5, [0, 0, 5])).toBe(false)
    expect(standsOut(asked(1, 1, 5), 5, [0, 0, 5])).toBe(true)
    expect(standsOut(asked(0.0001, 1), 5, [5, 5, 5])).toBe(false)
  })

  test('also among sums too large for a double to be exact', () => {
    const large = 9_000_000_000_000_001
    // The median deviation is 1: one lies 1 ÷ 1.4826 = 0.67449… above.
    const close = [large - 2, large - 2, large - 1, large - 1, large]
    expect(standsOut(asked(0.6744, 0.1, large), large, close)).toBe(true)
    expect(standsOut(asked(0.6745, 0.1, large), large, close)).toBe(false)
    expect(
      standsOut(asked(1, 1, large), large, [large - 1, large - 1, large - 1, large - 1, large]),
    ).toBe(true)
    expect(
      standsOut(asked(1.0001, 1, large), large, [
        large - 1,
        large - 1,
        large - 1,
        large - 1,
        large,
      ]),
    ).toBe(false)
  })
})
