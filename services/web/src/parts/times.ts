import { languageNow, tagOf } from '#/language/language.ts'

/** The one zone of the console: offices keep no other. */
export const ZONE = 'Asia/Shanghai'

/** An instant as people in China read it: `2026-03-01 09:30`, whatever the language. */
export function minuteOf(instant: string): string {
  return inChina(instant).slice(0, 16).replace('T', ' ')
}

/** The time of an instant of today in China: `09:30:05`. */
export function secondOf(instant: string): string {
  return inChina(instant).slice(11, 19)
}

/** The day of an instant in China: `2026-03-01`. */
export function dayOf(instant: string): string {
  return inChina(instant).slice(0, 10)
}

const STEPS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const

/** How long ago in the largest whole unit: `3 天前`. */
export function agoOf(instant: string, now: number = Date.now()): string {
  const seconds = (Date.parse(instant) - now) / 1_000
  const relative = relativeIn(tagOf(languageNow()))
  for (const [unit, length] of STEPS) {
    if (Math.abs(seconds) >= length) return relative.format(Math.trunc(seconds / length), unit)
  }
  // Minus zero lies in the past.
  return relative.format(-0, 'minute')
}

/** Making one takes longer than a row of a list has. */
const relatives = new Map<string, Intl.RelativeTimeFormat>()

function relativeIn(tag: string): Intl.RelativeTimeFormat {
  const made = relatives.get(tag) ?? new Intl.RelativeTimeFormat(tag, { numeric: 'always' })
  relatives.set(tag, made)
  return made
}

/** From here on China has had one offset, which is less work than a format of `Intl`. */
const ONE_OFFSET_SINCE_MS = Date.UTC(1992, 0, 1)
const OFFSET_MS = 8 * 3_600_000

/** `2026-03-01T09:30:05` of the clocks in China; throws a RangeError for what is no instant. */
function inChina(instant: string): string {
  const at_ms = Date.parse(instant)
  const offset_ms = at_ms < ONE_OFFSET_SINCE_MS ? offsetThen(at_ms) : OFFSET_MS
  return new Date(at_ms + offset_ms).toISOString()
}

/** What the clocks of an earlier year were ahead of UTC. */
function offsetThen(at_ms: number): number {
  const parts = EARLIER.formatToParts(at_ms)
  const part = (type: string): number =>
    Number(parts.find((each) => each.type === type)?.value ?? Number.NaN)
  const minute = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  )
  return minute - Math.floor(at_ms / 1_000) * 1_000
}

const EARLIER = new Intl.DateTimeFormat('en-GB', {
  timeZone: ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
})
