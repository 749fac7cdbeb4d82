import { instantFromMs, type Instant } from '@jianwei/events/instant.ts'

/** A point on a wall clock, without a zone. Hour 24 is the end of the day. */
export interface CivilTime {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly ms: number
}

const DAY_MS = 86_400_000
/** Dates repeat in every file; beyond this many the memory starts anew. */
const REMEMBERED_MAX = 20_000

export function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: zone }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

/**
 * The instant at which the wall clocks of an IANA zone show a civil time. Where they show it twice,
 * the first; where they skip it, the instant as far after the jump as the time lies after its
 * beginning.
 */
export function instantReader(zone: string): (civil: CivilTime) => Instant {
  const offsetAt = offsetReader(zone)
  const remembered = new Map<number, Instant>()
  return (civil) => {
    const wall = wallMs(civil)
    const known = remembered.get(wall)
    if (known !== undefined) return known
    if (remembered.size >= REMEMBERED_MAX) remembered.clear()
    const before = offsetAt(wall - DAY_MS)
    const after = offsetAt(wall + DAY_MS)
    const candidates = [wall - before, wall - after].filter((ms) => offsetAt(ms) === wall - ms)
    const instant = instantFromMs(candidates.length > 0 ? Math.min(...candidates) : wall - before)
    remembered.set(wall, instant)
    return instant
  }
}

function wallMs({ year, month, day, hour, minute, second, ms }: CivilTime): number {
  return Date.UTC(year, month - 1, day, hour, minute, second, ms)
}

/** Milliseconds that the zone's wall clocks are ahead of UTC at an instant. */
function offsetReader(zone: string): (ms: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  return (ms) => {
    const wholeSecond = Math.floor(ms / 1000) * 1000
    const shown: Record<string, number> = {}
    for (const { type, value } of format.formatToParts(wholeSecond)) shown[type] = Number(value)
    const wall = Date.UTC(
      shown['year'] ?? 0,
      (shown['month'] ?? 1) - 1,
      shown['day'],
      shown['hour'],
      shown['minute'],
      shown['second'],
    )
    return wall - wholeSecond
  }
}
