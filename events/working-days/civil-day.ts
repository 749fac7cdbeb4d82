import type { CivilDate } from '#/instant.ts'

/**
 * Calendar days as numbers: 0 is 1970-01-01, 1 the day after. Arithmetic on the proleptic Gregorian
 * calendar, without a time zone and without a clock.
 */

const DAYS_PER_ERA = 146_097
const YEARS_PER_ERA = 400
/** From 0000-03-01, where the count of an era starts, to 1970-01-01. */
const DAYS_BEFORE_1970 = 719_468

export function isRealDay(year: number, month: number, day: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month)
}

/** The number of a day. Throws RangeError unless the text is a real day written YYYY-MM-DD. */
export function dayNumberOf(date: CivilDate): number {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(date)?.map(Number) ?? []
  if (
    year === undefined ||
    month === undefined ||
    day === undefined ||
    !isRealDay(year, month, day)
  ) {
    throw new RangeError('a civil date is a day of the calendar written YYYY-MM-DD')
  }
  // Years are counted from March, so that the leap day is the last of its year.
  const shiftedYear = month > 2 ? year : year - 1
  const era = Math.floor(shiftedYear / YEARS_PER_ERA)
  const yearOfEra = shiftedYear - era * YEARS_PER_ERA
  const dayOfYear = daysBeforeMonth((month + 9) % 12) + day - 1
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  return era * DAYS_PER_ERA + dayOfEra - DAYS_BEFORE_1970
}

/** The day with that number, for the years 0–9999. Throws RangeError outside. */
export function civilDateOf(dayNumber: number): CivilDate {
  const shifted = dayNumber + DAYS_BEFORE_1970
  const era = Math.floor(shifted / DAYS_PER_ERA)
  const dayOfEra = shifted - era * DAYS_PER_ERA
  const leapless =
    dayOfEra -
    Math.floor(dayOfEra / 1460) +
    Math.floor(dayOfEra / 36_524) -
    Math.floor(dayOfEra / (DAYS_PER_ERA - 1))
  const yearOfEra = Math.floor(leapless / 365)
  const dayOfYear =
    dayOfEra - (yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - daysBeforeMonth(monthFromMarch) + 1
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
  const year = era * YEARS_PER_ERA + yearOfEra + (month <= 2 ? 1 : 0)
  if (!Number.isInteger(dayNumber) || year < 0 || year > 9999) {
    throw new RangeError('a day number is a whole number of days within the years 0–9999')
  }
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}` as CivilDate
}

export function yearOf(date: CivilDate): number {
  return Number(date.slice(0, 4))
}

/** 1 Monday … 7 Sunday, as ISO 8601 counts. */
export function weekdayOf(dayNumber: number): number {
  // 1970-01-01 was a Thursday.
  return ((((dayNumber + 3) % 7) + 7) % 7) + 1
}

/** Days from 1 March to the first of the month that lies so many months after March. */
function daysBeforeMonth(monthFromMarch: number): number {
  return Math.floor((153 * monthFromMarch + 2) / 5)
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

function padded(number: number, digits: number): string {
  return String(number).padStart(digits, '0')
}
