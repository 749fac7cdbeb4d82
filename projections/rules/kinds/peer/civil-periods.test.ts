import { describe, expect, test } from 'vitest'
import { firstSecondOfPeriod, periodOfSecond, PERIODS } from '#/rules/kinds/peer/civil-periods.ts'

const second = (instant: string): number => Date.parse(instant) / 1_000
const EAST = 8 * 3_600

describe('periods of the calendar in a time zone', () => {
  test.each([
    ['day', '2026-10-07T16:00:00Z'],
    ['week', '2026-10-04T16:00:00Z'],
    ['month', '2026-09-30T16:00:00Z'],
    ['quarter', '2026-09-30T16:00:00Z'],
    ['year', '2025-12-31T16:00:00Z'],
  ] as const)('a %s begins with its first second', (period, begins) => {
    const inside = periodOfSecond(period, second('2026-10-08T10:00:00Z'), EAST)
    expect(firstSecondOfPeriod(period, inside, EAST)).toBe(second(begins))
    expect(periodOfSecond(period, second(begins), EAST)).toBe(inside)
    expect(periodOfSecond(period, second(begins) - 1, EAST)).toBe(inside - 1)
  })

  test.each(PERIODS)('every %s follows the one before, from 1900 to 2299', (period) => {
    const [first, last] = ['1900-01-02T00:00:00Z', '2299-12-30T00:00:00Z'].map((at) =>
      periodOfSecond(period, second(at), -EAST),
    )
    for (let number = first! + 1; number <= last!; number++) {
      const begins = firstSecondOfPeriod(period, number, -EAST)
      if (
        periodOfSecond(period, begins, -EAST) !== number ||
        periodOfSecond(period, begins - 1, -EAST) !== number - 1
      ) {
        expect.fail(`${period} ${number} does not begin at ${begins}`)
      }
    }
  })
})
