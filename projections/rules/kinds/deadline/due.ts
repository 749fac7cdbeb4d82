import { CalendarYearMissing } from '@jianwei/events/working-days/working-calendar.ts'
import { addWorkingDaysToNumber } from '@jianwei/events/working-days/working-days.ts'
import { carriedSecond } from '#/rules/facts/carried-time.ts'
import { dayOfSecond, lastSecondOfDay } from '@jianwei/events/working-days/civil-seconds.ts'
import type { Due } from '#/rules/kinds/deadline/parameters.ts'

/** A duty that cannot be judged, and why. */
export type DueProblem =
  /** The days lie in a year for which no holiday notice is held. */
  | 'CALENDAR_YEAR_MISSING'
  /** The fact does not carry the due time that the rule reads from it. */
  | 'DUE_MISSING'

/**
 * The last second in which the duty can be answered in time. `carried` is the value of the field,
 * where `due` names one.
 */
export function dueSecond(
  due: Due,
  opened: number,
  offset: number,
  carried: unknown,
): number | DueProblem {
  switch (due.in) {
    case 'hours':
      return opened + due.count * 3_600
    case 'calendar_days':
      return lastSecondOfDay(dayOfSecond(opened, offset) + due.count, offset)
    case 'working_days': {
      const day = workingDayAfter(dayOfSecond(opened, offset), due.count)
      return day === undefined ? 'CALENDAR_YEAR_MISSING' : lastSecondOfDay(day, offset)
    }
    case 'field':
      return carriedSecond(due, carried, offset) ?? 'DUE_MISSING'
  }
}

/** Undefined where the calendar of a year is missing. */
export function workingDayAfter(day: number, count: number): number | undefined {
  try {
    return addWorkingDaysToNumber(day, count)
  } catch (error) {
    if (error instanceof CalendarYearMissing) return undefined
    throw error
  }
}
