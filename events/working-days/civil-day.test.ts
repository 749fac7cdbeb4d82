import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CivilDate } from '#/instant.ts'
import { civilDateOf, dayNumberOf, isRealDay, weekdayOf } from '#/working-days/civil-day.ts'

const MS_PER_DAY = 86_400_000
const first = dayNumberOf('0000-01-01' as CivilDate)
const last = dayNumberOf('9999-12-31' as CivilDate)

describe('a day number', () => {
  test('counts from 1970-01-01', () => {
    expect(dayNumberOf('1970-01-01' as CivilDate)).toBe(0)
    expect(dayNumberOf('1969-12-31' as CivilDate)).toBe(-1)
    expect(civilDateOf(0)).toBe('1970-01-01')
  })

  test('agrees with the calendar of the language on every day of the years 0 to 9999', () => {
    fc.assert(
      fc.property(fc.integer({ min: first, max: last }), (day) => {
        const date = new Date(day * MS_PER_DAY)
        expect(civilDateOf(day)).toBe(date.toISOString().slice(0, 10))
        expect(dayNumberOf(civilDateOf(day))).toBe(day)
        expect(weekdayOf(day)).toBe(date.getUTCDay() || 7)
      }),
      { numRuns: 2000 },
    )
  })

  test.each(['2026-02-29', '2026-13-01', '2026-00-01', '2026-01-00', '2026-1-1', '20260101', ''])(
    '%j is no day',
    (text) => {
      expect(() => dayNumberOf(text as CivilDate)).toThrow(RangeError)
    },
  )

  test.each([first - 1, last + 1, 0.5, Number.NaN])('%d is no day number', (day) => {
    expect(() => civilDateOf(day)).toThrow(RangeError)
  })

  test('29 February is real in leap years', () => {
    expect([1900, 2000, 2023, 2024].map((year) => isRealDay(year, 2, 29))).toEqual([
      false,
      true,
      false,
      true,
    ])
  })
})
