/** Offices keep the time of Beijing, which knows no summer time. */
const OFFSET_MS = 8 * 3_600_000
const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

const TIME = String.raw`[\sT]*(\d{1,2})(?:[:：时]?(\d{2})分?|[时点])`
const TYPED = new RegExp(
  String.raw`^(\d{4})(?:[-/.年]?(\d{1,2})(?:[-/.月]?(\d{1,2})日?(?:${TIME})?|月)?|年)?$`,
)

/** A span of time in UTC: what somebody typed, from its first instant to the one behind it. */
export interface TypedSpan {
  readonly from: string
  readonly until: string
}

/**
 * What somebody typed, in the time of Beijing: `20260301 0930`, `2026-03-01 9:30`, `20260301`,
 * `202603`, `2026`, or the same in Chinese. Undefined for what is no time, such as 30 February.
 */
export function spanOfTyped(text: string): TypedSpan | undefined {
  const [, year, month, day, hour, minute] = TYPED.exec(text.trim()) ?? []
  if (year === undefined) return undefined
  const [y, m, d] = [Number(year), Number(month ?? 1), Number(day ?? 1)]
  const start = Date.UTC(y, m - 1, d)
  if (!isDay(start, y, m, d)) return undefined
  if (month === undefined) return span(start, Date.UTC(y + 1, 0, 1))
  if (day === undefined) return span(start, Date.UTC(y, m, 1))
  if (hour === undefined) return span(start, start + DAY_MS)
  const [h, min] = [Number(hour), Number(minute ?? 0)]
  if (h > 23 || min > 59) return undefined
  const at = start + (h * 60 + min) * MINUTE_MS
  return span(at, at + MINUTE_MS)
}

function span(from: number, until: number): TypedSpan {
  const instant = (ms: number): string => new Date(ms - OFFSET_MS).toISOString()
  return { from: instant(from), until: instant(until) }
}

/** The calendar of the browser makes 2 March of 30 February. */
function isDay(start: number, year: number, month: number, day: number): boolean {
  const made = new Date(start)
  return (
    made.getUTCFullYear() === year && made.getUTCMonth() === month - 1 && made.getUTCDate() === day
  )
}
