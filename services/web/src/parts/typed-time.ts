/** Offices keep the time of Beijing, which knows no summer time. */
const OFFSET = '+08:00'
const END_OF_DAY = '23:59:59'

const TYPED = /^(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?:[\sT]*(\d{1,2})[:：时]?(\d{2})分?)?$/

/**
 * A time as people type it: `20260301 0930`, `2026-03-01 09:30`, or a day, which means its end.
 * Gives the instant in UTC; undefined for what is no time.
 */
export function instantOfTyped(text: string): string | undefined {
  const [, year, month, day, hour, minute] = TYPED.exec(text.trim()) ?? []
  if (year === undefined || month === undefined || day === undefined) return undefined
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  const clock = hour === undefined ? END_OF_DAY : `${hour.padStart(2, '0')}:${minute ?? '00'}:00`
  const time = new Date(`${date}T${clock}${OFFSET}`)
  if (Number.isNaN(time.getTime())) return undefined
  const instant = time.toISOString()
  // 30 February is no day, though the calendar of the browser makes one of it.
  return isDay(date) ? instant : undefined
}

function isDay(date: string): boolean {
  const day = new Date(`${date}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(date)
}
