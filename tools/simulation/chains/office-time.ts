import {
  addWorkingDaysToNumber,
  calendarCovers,
  isWorkingDayNumber,
} from '@jianwei/events/working-days/working-days.ts'
import type { Random } from '../random.ts'
import { HOUR_MS, localDayOf, startOfLocalDay } from '../seasons.ts'

/** No chain looks further ahead than this for a working day; holidays are shorter. */
const HOLIDAY_DAYS_MAX = 15
const OPENS_MS = 8.5 * HOUR_MS
const OPEN_MS = 9 * HOUR_MS

/** A second within office hours of that day. */
export function officeTimeOn(day: number, random: Random): number {
  return startOfLocalDay(day) + OPENS_MS + random.below(OPEN_MS / 1000) * 1000
}

/**
 * Office hours at least `days` calendar days later, on a working day as far as the calendar is
 * known.
 */
export function officeTimeAfter(ms: number, days: number, random: Random): number {
  let day = localDayOf(ms) + Math.max(1, Math.ceil(days))
  if (calendarCovers(day) && calendarCovers(day + HOLIDAY_DAYS_MAX))
    while (!isWorkingDayNumber(day)) day += 1
  return officeTimeOn(day, random)
}

/** Office hours on the `count`-th working day after. */
export function officeTimeAfterWorkingDays(ms: number, count: number, random: Random): number {
  return officeTimeOn(addWorkingDaysToNumber(localDayOf(ms), count), random)
}
