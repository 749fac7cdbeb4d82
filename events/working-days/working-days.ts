import { DomainError } from '#/errors.ts'
import type { CivilDate } from '#/instant.ts'
import { civilDateOf, dayNumberOf, weekdayOf } from '#/working-days/civil-day.ts'
import notices from '#/working-days/holiday-notices.json' with { type: 'json' }

/**
 * Working days of the People's Republic of China: Monday to Friday, less the holidays and plus the
 * make-up days that the State Council announces for each year. The nation-wide arrangement only;
 * what a province adds is not in it. Source and licence: `NOTICE.md`.
 *
 * A day is a civil date or its number since 1970-01-01. A year without a notice is refused, never
 * guessed. The notice of the year that follows the last one held may still turn days at the end of
 * that last year's December into working days or holidays (it did in 2006, 2007, 2011 and 2018).
 */

/** The calendar of a year was asked for that no notice covers. */
export class CalendarYearMissing extends DomainError {
  override readonly name = 'CalendarYearMissing'
  readonly code = 'CALENDAR_YEAR_MISSING'
  readonly year: number

  constructor(year: number) {
    super(
      `no holiday notice is held for ${year}: working days are known from ` +
        `${FIRST_YEAR} to ${LAST_YEAR}`,
    )
    this.year = year
  }
}

const years = Object.keys(notices).map(Number)
const FIRST_YEAR = Math.min(...years)
const LAST_YEAR = Math.max(...years)
const FIRST_DAY = dayNumberOf(`${FIRST_YEAR}-01-01` as CivilDate)
const LAST_DAY = dayNumberOf(`${LAST_YEAR}-12-31` as CivilDate)

/** The years that are covered, both included. There is none missing between them. */
export const CALENDAR_YEARS = { first: FIRST_YEAR, last: LAST_YEAR } as const

// A notice may speak about the last days of the year before it, so all are read before any day is
// decided.
const announced = new Map<number, boolean>()
for (const { off, work } of Object.values(notices)) {
  for (const date of off) announced.set(dayNumberOf(date as CivilDate), false)
  for (const date of work) announced.set(dayNumberOf(date as CivilDate), true)
}

const workingDays: number[] = []
/**
 * At index `day - FIRST_DAY`: how many working days there are from the first covered day up to and
 * with that day.
 */
const workingDaysUpTo = new Uint16Array(LAST_DAY - FIRST_DAY + 1)
for (let day = FIRST_DAY; day <= LAST_DAY; day++) {
  if (announced.get(day) ?? weekdayOf(day) <= 5) workingDays.push(day)
  workingDaysUpTo[day - FIRST_DAY] = workingDays.length
}

/** All working days, oldest first, as days since 1970-01-01. */
export function workingDayNumbers(): readonly number[] {
  return workingDays
}

export function calendarCovers(dayNumber: number): boolean {
  return dayNumber >= FIRST_DAY && dayNumber <= LAST_DAY
}

/** Throws CalendarYearMissing outside the covered years. */
export function isWorkingDay(date: CivilDate): boolean {
  return isWorkingDayNumber(dayNumberOf(date))
}

/** `isWorkingDay` for a day number. */
export function isWorkingDayNumber(dayNumber: number): boolean {
  return upTo(dayNumber) > upToBefore(dayNumber)
}

/**
 * The `count`-th working day after the date, which itself is not counted (a period begins the day
 * after the event that starts it). A negative count goes back; 0 gives the date itself, working or
 * not. Throws CalendarYearMissing when the date or the walk leaves the covered years.
 */
export function addWorkingDays(date: CivilDate, count: number): CivilDate {
  return civilDateOf(addWorkingDaysToNumber(dayNumberOf(date), count))
}

/** `addWorkingDays` for a day number. */
export function addWorkingDaysToNumber(dayNumber: number, count: number): number {
  if (!Number.isInteger(count)) throw new RangeError('working days are counted in whole days')
  const passed = count < 0 ? upToBefore(dayNumber) : upTo(dayNumber)
  if (count === 0) return dayNumber
  const found = workingDays[count < 0 ? passed + count : passed + count - 1]
  if (found === undefined) throw new CalendarYearMissing(count < 0 ? FIRST_YEAR - 1 : LAST_YEAR + 1)
  return found
}

/**
 * How many working days lie after `from` up to and with `to`; negative when `to` comes first. So
 * `workingDaysBetween(from, addWorkingDays(from, n))` is n for n ≥ 0. Throws CalendarYearMissing.
 */
export function workingDaysBetween(from: CivilDate, to: CivilDate): number {
  return workingDaysBetweenNumbers(dayNumberOf(from), dayNumberOf(to))
}

/** `workingDaysBetween` for day numbers. */
export function workingDaysBetweenNumbers(from: number, to: number): number {
  return upTo(to) - upTo(from)
}

/**
 * The working days from one date to another, both included, oldest first. Throws
 * CalendarYearMissing.
 */
export function workingDaysFromTo(from: CivilDate, to: CivilDate): CivilDate[] {
  return workingDays.slice(upToBefore(dayNumberOf(from)), upTo(dayNumberOf(to))).map(civilDateOf)
}

function upTo(dayNumber: number): number {
  const count = workingDaysUpTo[dayNumber - FIRST_DAY]
  if (count === undefined) throw new CalendarYearMissing(Number(civilDateOf(dayNumber).slice(0, 4)))
  return count
}

function upToBefore(dayNumber: number): number {
  upTo(dayNumber)
  return dayNumber === FIRST_DAY ? 0 : upTo(dayNumber - 1)
}
