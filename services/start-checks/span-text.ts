const [SECOND, MINUTE, HOUR, DAY] = [1_000, 60_000, 3_600_000, 86_400_000] as const

/** A span of time in the largest unit that fits, for people: `27,394 days`, `3.5 hours`. */
export function spanText(ms: number): string {
  const size = Math.abs(ms)
  if (size >= 2 * DAY) return `${Math.round(size / DAY).toLocaleString('en')} days`
  if (size >= HOUR) return `${(size / HOUR).toFixed(1)} hours`
  if (size >= MINUTE) return `${(size / MINUTE).toFixed(1)} minutes`
  return `${(size / SECOND).toFixed(1)} seconds`
}
