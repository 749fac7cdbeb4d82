import { dayOf, minuteOf } from '#/parts/times.ts'
import { spanOfTyped } from '#/parts/typed-date.ts'

/**
 * A day in China, which means its end (`2026-03-01`), or an instant in UTC
 * (`2026-03-01T01:30:00.000Z`): as the API takes it and the address keeps it.
 */
export type Moment = string

const DAY = /^\d{4}-\d\d-\d\d$/
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)$/
const DAY_MS = 86_400_000

/**
 * What people type: a minute is that instant; a day, month or year means its end, `202603` the last
 * day of March. Undefined for what is no time.
 */
export function momentOfTyped(text: string): Moment | undefined {
  const span = spanOfTyped(text)
  if (span === undefined) return undefined
  const [from, until] = [Date.parse(span.from), Date.parse(span.until)]
  return until - from < DAY_MS ? span.from : dayOf(new Date(until - 1).toISOString())
}

/** What an address says; undefined for what is no time. */
export function momentOfSearch(value: unknown): Moment | undefined {
  if (typeof value !== 'string') return undefined
  if (DAY.test(value)) return isDay(value) ? value : undefined
  return INSTANT.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined
}

/** As it is read and typed: `2026-03-01`, `2026-03-01 09:30`. */
export function momentSaid(moment: Moment): string {
  return DAY.test(moment) ? moment : minuteOf(moment)
}

/** The day in China on which a moment is. */
export function dayOfMoment(moment: Moment): string {
  return DAY.test(moment) ? moment : dayOf(moment)
}

/** Days since 1970, by which a slider counts. */
export function numberOfDay(day: string): number {
  return Math.round(Date.parse(`${day}T00:00:00Z`) / DAY_MS)
}

export function dayOfNumber(number: number): string {
  return new Date(number * DAY_MS).toISOString().slice(0, DAY_LENGTH)
}

/** The last day of a month, counted from 1. */
export function endOfMonth(year: number, month: number): string {
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, DAY_LENGTH)
}

const DAY_LENGTH = 10

function isDay(day: string): boolean {
  const date = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day)
}
