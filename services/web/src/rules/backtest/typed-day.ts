import { dayOf } from '#/parts/times.ts'
import { spanOfTyped } from '#/parts/typed-date.ts'

const DAY_MS = 86_400_000

/**
 * A day as somebody types it: `20260301`, `2026-3-1`, `2026/03/01`. As `2026-03-01`; undefined for
 * nothing; null for what is no day.
 */
export function typedDay(typed: string): string | null | undefined {
  if (typed.trim() === '') return undefined
  const span = spanOfTyped(typed)
  if (span === undefined) return null
  return Date.parse(span.until) - Date.parse(span.from) === DAY_MS ? dayOf(span.from) : null
}
