import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CivilDate } from '#/instant.ts'
import { civilDateOf, dayNumberOf } from '#/working-days/civil-day.ts'
import notices from '#/working-days/holiday-notices.json' with { type: 'json' }
import { CalendarYearMissing } from '#/working-days/working-calendar.ts'
import {
  addWorkingDays,
  addWorkingDaysToNumber,
  CALENDAR_YEARS,
  calendarCovers,
  isWorkingDay,
  isWorkingDayNumber,
  workingDayNumbers,
  workingDaysBetween,
  workingDaysFromTo,
} from '#/working-days/working-days.ts'

const day = (text: string) => text as CivilDate
const FIRST = dayNumberOf(day('2007-01-01'))
const LAST = dayNumberOf(day('2026-12-31'))
const anyDay = fc.integer({ min: FIRST, max: LAST })

describe('the holiday notices', () => {
  test('cover every year from 2007 to 2026 and no day twice', () => {
    expect(Object.keys(notices)).toEqual(Array.from({ length: 20 }, (_, i) => String(2007 + i)))
    expect(CALENDAR_YEARS).toEqual({ first: 2007, last: 2026 })
    const dates = Object.values(notices).flatMap(({ off, work }) => [...off, ...work])
    expect(dates).toHaveLength(678)
    expect(new Set(dates).size).toBe(678)
    for (const date of dates) expect(civilDateOf(dayNumberOf(day(date)))).toBe(date)
  })
})

describe('working days', () => {
  test.each([
    ['a Monday', '2026-03-02', true],
    ['a Saturday', '2026-03-07', false],
    ['National Day', '2026-10-01', false],
    ['a make-up Saturday', '2013-02-16', true],
    ['a day off in the week', '2020-01-30', false],
    ['the days added in January 2020', '2020-01-31', false],
    ['a make-up Saturday in the notice of the next year', '2007-12-29', true],
    ['a Monday off in the notice of the next year', '2007-12-31', false],
    ['a make-up Saturday in the notice of the next year', '2011-12-31', true],
  ])('%s, %s', (_, date, working) => {
    expect(isWorkingDay(day(date))).toBe(working)
  })

  test.each([
    [2019, 250],
    [2021, 250],
    [2024, 251],
    [2025, 248],
  ])('%d had %d of them', (year, count) => {
    expect(workingDaysFromTo(day(`${year}-01-01`), day(`${year}-12-31`))).toHaveLength(count)
  })

  test('a period begins the day after the event', () => {
    // Thursday before the National Day holidays of 2025 (1–8 October, with 28 September and 11
    // October worked).
    expect(addWorkingDays(day('2025-09-25'), 1)).toBe('2025-09-26')
    expect(addWorkingDays(day('2025-09-25'), 2)).toBe('2025-09-28')
    expect(addWorkingDays(day('2025-09-25'), 5)).toBe('2025-10-09')
    expect(addWorkingDays(day('2025-10-03'), 1)).toBe('2025-10-09')
    expect(addWorkingDays(day('2025-10-03'), -1)).toBe('2025-09-30')
    expect(addWorkingDays(day('2025-10-03'), 0)).toBe('2025-10-03')
  })

  test('the list of day numbers is sorted and is what isWorkingDay says', () => {
    const listed = new Set(workingDayNumbers())
    expect([...listed]).toEqual([...listed].toSorted((a, b) => a - b))
    for (let number = FIRST; number <= LAST; number++)
      expect(listed.has(number)).toBe(isWorkingDayNumber(number))
  })

  test('the edges of the calendar', () => {
    expect(calendarCovers(FIRST)).toBe(true)
    expect(calendarCovers(FIRST - 1)).toBe(false)
    expect(calendarCovers(LAST)).toBe(true)
    expect(calendarCovers(LAST + 1)).toBe(false)
    expect(isWorkingDay(day('2007-01-01'))).toBe(false)
    expect(isWorkingDay(day('2026-12-31'))).toBe(true)
    expect(addWorkingDays(day('2026-12-30'), 1)).toBe('2026-12-31')
    expect(addWorkingDays(day('2007-01-05'), -1)).toBe('2007-01-04')
  })

  test.each([
    [
      'a day before the first year, though a notice names it',
      () => isWorkingDay(day('2006-12-31')),
      2006,
    ],
    ['a day after the last year', () => isWorkingDay(day('2027-01-01')), 2027],
    ['a far day', () => isWorkingDay(day('1999-06-01')), 1999],
    ['a walk out of the last year', () => addWorkingDays(day('2026-12-31'), 1), 2027],
    ['a walk out of the first year', () => addWorkingDays(day('2007-01-04'), -1), 2006],
    ['no walk at all, from outside', () => addWorkingDays(day('2027-01-01'), 0), 2027],
    ['a count from outside', () => workingDaysBetween(day('2006-12-31'), day('2007-01-31')), 2006],
    ['a list to outside', () => workingDaysFromTo(day('2026-12-31'), day('2027-01-04')), 2027],
  ])('%s is refused, never guessed', (_, ask, year) => {
    expect(ask).toThrow(CalendarYearMissing)
    expect(ask).toThrow(
      expect.objectContaining({ code: 'CALENDAR_YEAR_MISSING', retryable: false, year }),
    )
  })

  test('half a working day is a bug', () => {
    expect(() => addWorkingDays(day('2026-03-02'), 0.5)).toThrow(RangeError)
  })

  test('adding and counting agree, and every day reached is a working day', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 1, max: 90 }), (start, count) => {
        fc.pre(start + count * 2 + 30 <= LAST)
        const from = civilDateOf(start)
        const reached = addWorkingDays(from, count)
        expect(isWorkingDay(reached)).toBe(true)
        expect(workingDaysBetween(from, reached)).toBe(count)
        expect(addWorkingDaysToNumber(start, count)).toBe(dayNumberOf(reached))
        if (isWorkingDay(from)) expect(addWorkingDays(reached, -count)).toBe(from)
      }),
    )
  })
})
