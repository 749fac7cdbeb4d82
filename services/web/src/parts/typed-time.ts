import { spanOfTyped } from '#/parts/typed-date.ts'

const DAY_MS = 86_400_000
const SECOND_MS = 1_000

/**
 * A time as people type it: `20260301 0930`, `2026-03-01 09:30`, or a day, which means its end.
 * Gives the instant in UTC; undefined for what is no time, and for a month or a year.
 */
export function instantOfTyped(text: string): string | undefined {
  const span = spanOfTyped(text)
  if (span === undefined) return undefined
  const end = Date.parse(span.until)
  const length = end - Date.parse(span.from)
  if (length > DAY_MS) return undefined
  return length === DAY_MS ? new Date(end - SECOND_MS).toISOString() : span.from
}
