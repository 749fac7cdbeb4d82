import type { CivilDate } from '@jianwei/events/instant.ts'
import { civilDateOf, dayNumberOf } from '@jianwei/events/working-days/civil-day.ts'
import {
  DAY_SECONDS,
  dayOfSecond,
  firstSecondOfDay,
} from '@jianwei/events/working-days/civil-seconds.ts'
import { sql, type Sql } from '#/sql.ts'

/**
 * Periods of the calendar in a rule's time zone, numbered so that the next one has the next number:
 * days since 1970-01-01, weeks from Monday, months since the year 0, quarters and years. Functions
 * that end in `Sql` say the same of a column.
 */
export const PERIODS = ['day', 'week', 'month', 'quarter', 'year'] as const
export type Period = (typeof PERIODS)[number]

const MONTHS_OF = { month: 1, quarter: 3, year: 12 } as const

/**
 * Days from 1900-01-01 to 2299-12-31, between which all instants lie. A time zone's hours beyond
 * them count to the first and the last.
 */
const DAYS = { first: -25_567, last: 120_529 } as const

/** The number of the period that a second lies in. */
export function periodOfSecond(period: Period, second: number, offset: number): number {
  const day = Math.min(Math.max(dayOfSecond(second, offset), DAYS.first), DAYS.last)
  if (period === 'day') return day
  // 1970-01-01 was a Thursday.
  if (period === 'week') return Math.floor((day + 3) / 7)
  const [year, month] = civilDateOf(day).split('-').map(Number)
  // A civil date has a year and a month.
  return Math.floor((year! * 12 + month! - 1) / MONTHS_OF[period])
}

/** The first second of a period. */
export function firstSecondOfPeriod(period: Period, number: number, offset: number): number {
  if (period === 'day') return firstSecondOfDay(number, offset)
  if (period === 'week') return firstSecondOfDay(number * 7 - 3, offset)
  const months = number * MONTHS_OF[period]
  const [year, month] = [Math.floor(months / 12), (months % 12) + 1]
  const first = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-01`
  return firstSecondOfDay(dayNumberOf(first as CivilDate), offset)
}

/**
 * Whole weeks, more than there are before 1970, so that what is divided is never negative: the
 * engine rounds towards zero.
 */
const WEEKS = 4_000

export function periodOfSecondSql(period: Period, second: Sql, offset: number): Sql {
  const shifted = sql`intDiv(${second} + ${offset + WEEKS * 7 * DAY_SECONDS}, ${DAY_SECONDS})`
  const day = sql`least(greatest(${shifted}, ${DAYS.first + WEEKS * 7}), ${DAYS.last + WEEKS * 7})`
  if (period === 'day') return sql`(${day} - ${WEEKS * 7})`
  if (period === 'week') return sql`(intDiv(${day} + 3, 7) - ${WEEKS})`
  const month = sql`toInt64(toRelativeMonthNum(addDays(toDate32('1970-01-01'),
    ${day} - ${WEEKS * 7})) - 1)`
  return period === 'month' ? month : sql`intDiv(${month}, ${MONTHS_OF[period]})`
}

export function firstSecondOfPeriodSql(period: Period, number: Sql, offset: number): Sql {
  return sql`(${firstDaySql(period, number)} * ${DAY_SECONDS} - ${offset})`
}

function firstDaySql(period: Period, number: Sql): Sql {
  if (period === 'day') return sql`(${number})`
  if (period === 'week') return sql`((${number}) * 7 - 3)`
  const months = sql`((${number}) * ${MONTHS_OF[period]})`
  return sql`toInt64(toInt32(makeDate32(intDiv(${months}, 12), modulo(${months}, 12) + 1, 1)))`
}
