import { civilDateOf } from '@jianwei/events/working-days/civil-day.ts'
import { isWorkingDayNumber } from '@jianwei/events/working-days/working-days.ts'

/** China has one time zone and no summer time, so local time is a constant away. */
export const CHINA_OFFSET_MS = 8 * 3_600_000
export const HOUR_MS = 3_600_000
export const DAY_MS = 24 * HOUR_MS

/** What a season can depend on, for one slice of time. */
export interface Moment {
  /** 0–23, China time. */
  readonly hour: number
  readonly workday: boolean
  /** 1–12. */
  readonly month: number
  readonly dayOfMonth: number
  /** 0 for the last month of a quarter, when the plans are made up for. */
  readonly monthsToQuarterEnd: number
}

/** How busy a moment is, relative to the other moments; only ratios count. */
export type Rhythm = (moment: Moment) => number

const QUIET = 0.02
// Hours 0–23.
const OFFICE_HOURS = [
  0, 0, 0, 0, 0, 0, 0, 0.2, 1, 1.6, 1.8, 1.4, 0.4, 0.6, 1.5, 1.7, 1.4, 0.7, 0.2, 0.1, 0, 0, 0, 0,
]
const WAKING_HOURS = [
  0.3, 0.15, 0.1, 0.05, 0.05, 0.1, 0.3, 0.6, 1, 1.3, 1.4, 1.5, 1.4, 1.1, 1.1, 1.2, 1.2, 1.3, 1.6,
  1.8, 1.7, 1.4, 0.9, 0.5,
]
// Months 1–12; heat spoils food.
const FOOD_MONTHS = [0.8, 0.9, 0.7, 0.8, 1, 1.4, 1.9, 2, 1.5, 1, 0.8, 0.8]

/** The local calendar day that a point in time lies in, as days since 1970-01-01. */
export function localDayOf(ms: number): number {
  return Math.floor((ms + CHINA_OFFSET_MS) / DAY_MS)
}

/** The first millisecond of a local day. */
export function startOfLocalDay(day: number): number {
  return day * DAY_MS - CHINA_OFFSET_MS
}

/** The last second of a local day: until then a duty due that day is met. */
export function endOfLocalDay(day: number): number {
  return startOfLocalDay(day + 1) - 1000
}

export function momentOf(ms: number): Moment {
  const day = localDayOf(ms)
  const date = civilDateOf(day)
  const month = Number(date.slice(5, 7))
  return {
    hour: Math.floor((ms - startOfLocalDay(day)) / HOUR_MS),
    workday: isWorkingDayNumber(day),
    month,
    dayOfMonth: Number(date.slice(8)),
    monthsToQuarterEnd: (12 - month) % 3,
  }
}

/** Departments work by day, and hurry towards the end of a quarter. */
export const officeRhythm: Rhythm = (moment) => {
  if (!moment.workday) return QUIET
  const hurry = moment.monthsToQuarterEnd === 0 && moment.dayOfMonth > 15 ? 1.7 : 1
  return at(OFFICE_HOURS, moment.hour) * hurry + QUIET
}

/** People complain when they are awake, more so on days off, and about food in summer. */
export const consumerRhythm: Rhythm = (moment) =>
  at(WAKING_HOURS, moment.hour) *
  (moment.workday ? 1 : 1.5) *
  (0.6 + 0.4 * at(FOOD_MONTHS, moment.month - 1))

/** Food inspections follow the heat. */
export const summerOfficeRhythm: Rhythm = (moment) =>
  officeRhythm(moment) * (0.5 + 0.5 * at(FOOD_MONTHS, moment.month - 1))

/** Licences and registrations: full after New Year, light before it. */
export const counterRhythm: Rhythm = (moment) =>
  officeRhythm(moment) * (moment.month === 1 || moment.month === 3 ? 1.3 : 1)

/** Classes are computed once a month, in its first days. */
export const monthlyRhythm: Rhythm = (moment) => (moment.dayOfMonth <= 3 ? 1 : QUIET)

/** Devices do not sleep. */
export const deviceRhythm: Rhythm = () => 1

function at(curve: readonly number[], index: number): number {
  // Hours and months are always inside their curves.
  return curve[index] ?? 0
}
