import type { CivilDate } from '#/instant.ts'
import { civilDateOf, dayNumberOf } from '#/working-days/civil-day.ts'
import notices from '#/working-days/holiday-notices.json' with { type: 'json' }
import { WorkingCalendar, type NoticedDays } from '#/working-days/working-calendar.ts'

/**
 * Working days of the People's Republic of China by the notices of the State Council that come with
 * the program. The nation-wide arrangement only. Source and licence: `NOTICE.md`. Notices that were
 * added are in the log (`events/calendar`): what counts duties and judges goes by both.
 *
 * A day is a civil date or its number since 1970-01-01. The notice of the year that follows the
 * last one held may still turn days at the end of that last year's December into working days or
 * holidays (it did in 2006, 2007, 2011 and 2018).
 */

/** The notices that come with the program, by their year. */
export const SHIPPED_NOTICES: readonly NoticedDays[] = Object.entries(notices).map(
  ([year, { off, work }]) => ({
    year: Number(year),
    // The generator has checked each of them.
    off: off as CivilDate[],
    work: work as CivilDate[],
  }),
)

/** By the notices that come with the program alone. */
export const SHIPPED_CALENDAR = new WorkingCalendar(SHIPPED_NOTICES)

/** The years that are covered, both included. There is none missing between them. */
export const CALENDAR_YEARS = {
  first: Math.min(...SHIPPED_CALENDAR.years),
  last: Math.max(...SHIPPED_CALENDAR.years),
} as const

/** All working days, oldest first, as days since 1970-01-01. */
export function workingDayNumbers(): readonly number[] {
  return SHIPPED_CALENDAR.workingDays
}

export function calendarCovers(dayNumber: number): boolean {
  return SHIPPED_CALENDAR.covers(dayNumber)
}

/** Throws CalendarYearMissing outside the covered years. */
export function isWorkingDay(date: CivilDate): boolean {
  return isWorkingDayNumber(dayNumberOf(date))
}

/** `isWorkingDay` for a day number. */
export function isWorkingDayNumber(dayNumber: number): boolean {
  return SHIPPED_CALENDAR.isWorkingDay(dayNumber)
}

/** `WorkingCalendar.add` for civil dates. */
export function addWorkingDays(date: CivilDate, count: number): CivilDate {
  return civilDateOf(addWorkingDaysToNumber(dayNumberOf(date), count))
}

/** `addWorkingDays` for a day number. */
export function addWorkingDaysToNumber(dayNumber: number, count: number): number {
  return SHIPPED_CALENDAR.add(dayNumber, count)
}

/**
 * How many working days lie after `from` up to and with `to`; negative when `to` comes first. So
 * `workingDaysBetween(from, addWorkingDays(from, n))` is n for n ≥ 0. Throws CalendarYearMissing.
 */
export function workingDaysBetween(from: CivilDate, to: CivilDate): number {
  return SHIPPED_CALENDAR.between(dayNumberOf(from), dayNumberOf(to))
}

/**
 * The working days from one date to another, both included, oldest first. Throws
 * CalendarYearMissing.
 */
export function workingDaysFromTo(from: CivilDate, to: CivilDate): CivilDate[] {
  const days: CivilDate[] = []
  for (let day = dayNumberOf(from); day <= dayNumberOf(to); day++)
    if (SHIPPED_CALENDAR.isWorkingDay(day)) days.push(civilDateOf(day))
  return days
}
