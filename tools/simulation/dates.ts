import type { CivilDate } from '@jianwei/events/instant.ts'
import { civilDateOf } from '@jianwei/events/working-days/civil-day.ts'
import { CHINA_OFFSET_MS, DAY_MS, localDayOf } from './seasons.ts'

/**
 * Dates and times as text. A stream writes several a line and has few different days, so days are
 * written once.
 */

const written = new Map<number, CivilDate>()
/** Enough for thirty years; a day beyond is written anew each time. */
const DAYS_HELD_MAX = 11_000
const TWO_DIGITS = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'))

/** The local date of a point in time, as registers write it. */
export function dateOf(ms: number): CivilDate {
  return dateOfDay(localDayOf(ms))
}

export function dateOfDay(day: number): CivilDate {
  const held = written.get(day)
  if (held !== undefined) return held
  const date = civilDateOf(day)
  if (written.size < DAYS_HELD_MAX) written.set(day, date)
  return date
}

/** `2026-03-01T01:30:00.000Z`, the form of `Instant`, to the second. */
export function universalTime(ms: number): string {
  return `${toTheSecond(ms)}.000Z`
}

/** `2026-03-01T09:30:00+08:00`: what Chinese systems write. */
export function chinaTime(ms: number): string {
  return `${toTheSecond(ms + CHINA_OFFSET_MS)}+08:00`
}

function toTheSecond(ms: number): string {
  const day = Math.floor(ms / DAY_MS)
  const second = Math.floor((ms - day * DAY_MS) / 1000)
  const minute = Math.floor(second / 60)
  return (
    `${dateOfDay(day)}T${digits(Math.floor(minute / 60))}:${digits(minute % 60)}:` +
    `${digits(second % 60)}`
  )
}

function digits(number: number): string | undefined {
  return TWO_DIGITS[number]
}
