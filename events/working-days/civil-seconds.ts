import type { CivilDate } from '#/instant.ts'
import { dayNumberOf } from '#/working-days/civil-day.ts'

/** Days of a time zone as seconds since 1970-01-01T00:00:00Z. */

export const DAY_SECONDS = 86_400

/** Before and after every second in which a fact can lie. */
export const BEFORE_ALL_SECONDS = -1_000_000_000_000
export const AFTER_ALL_SECONDS = 1_000_000_000_000

/** Seconds that local time is ahead of UTC, from `+08:00`. */
export function offsetSeconds(utcOffset: string): number {
  const [hours, minutes] = utcOffset.slice(1).split(':').map(Number)
  // The offset was parsed to this form with the rule.
  const seconds = hours! * 3_600 + minutes! * 60
  return utcOffset.startsWith('-') ? -seconds : seconds
}

/** The day that a second falls on. */
export function dayOfSecond(second: number, offset: number): number {
  return Math.floor((second + offset) / DAY_SECONDS)
}

export function firstSecondOfDay(dayNumber: number, offset: number): number {
  return dayNumber * DAY_SECONDS - offset
}

export function lastSecondOfDay(dayNumber: number, offset: number): number {
  return firstSecondOfDay(dayNumber + 1, offset) - 1
}

/** The seconds on which a rule applies, both included; null where there is no end. */
export function secondsInForce(
  inForce: { readonly from?: CivilDate | undefined; readonly to?: CivilDate | undefined },
  offset: number,
): { readonly first: number | null; readonly last: number | null } {
  return {
    first: inForce.from === undefined ? null : firstSecondOfDay(dayNumberOf(inForce.from), offset),
    last: inForce.to === undefined ? null : lastSecondOfDay(dayNumberOf(inForce.to), offset),
  }
}
