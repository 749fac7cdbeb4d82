import type { Calendars } from '@jianwei/events/calendar/calendars.ts'
import { carriedSecond } from '#/rules/facts/carried-time.ts'
import { dayOfSecond, lastSecondOfDay } from '@jianwei/events/working-days/civil-seconds.ts'
import type { DeadlineRule, Due } from '#/rules/kinds/deadline/parameters.ts'

/** A duty that cannot be judged, and why. */
export type DueProblem =
  /** The days lie in a year for which no holiday notice is held. */
  | 'CALENDAR_YEAR_MISSING'
  /** The fact does not carry the due time that the rule reads from it. */
  | 'DUE_MISSING'

/** What opens a duty, as far as its due time goes. */
export interface OpenedDuty {
  readonly second: number
  readonly region: string | null
  /** The value of the field, where `due` names one. */
  readonly carried: unknown
}

/** The last second in which the duty can be answered in time. */
export function dueSecond(
  due: Due,
  { second: opened, region, carried }: OpenedDuty,
  offset: number,
  calendars: Calendars,
): number | DueProblem {
  switch (due.in) {
    case 'hours':
      return opened + due.count * 3_600
    case 'calendar_days':
      return lastSecondOfDay(dayOfSecond(opened, offset) + due.count, offset)
    case 'working_days': {
      const calendar = calendars.of(due.jurisdiction, region)
      const day = calendar.tryAdd(dayOfSecond(opened, offset), due.count)
      return typeof day === 'number' ? lastSecondOfDay(day, offset) : 'CALENDAR_YEAR_MISSING'
    }
    case 'field':
      return carriedSecond(due, carried, offset) ?? 'DUE_MISSING'
  }
}

/** The first year without notice that the days of a duty reach; null where its end is known. */
export function missingYear(
  { parameters: { due }, utc_offset_seconds }: DeadlineRule,
  { second, region }: Omit<OpenedDuty, 'carried'>,
  calendars: Calendars,
): number | null {
  if (due.in !== 'working_days') return null
  const calendar = calendars.of(due.jurisdiction, region)
  const day = calendar.tryAdd(dayOfSecond(second, utc_offset_seconds), due.count)
  return typeof day === 'number' ? null : day.missing
}
