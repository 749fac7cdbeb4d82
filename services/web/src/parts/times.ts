import { languageNow, tagOf, type Language } from '#/language/language.ts'

/** The one zone of the console: offices keep no other. */
export const ZONE = 'Asia/Shanghai'

type Style = 'second' | 'minute' | 'day'

const STYLES: Readonly<Record<Style, Intl.DateTimeFormatOptions>> = {
  minute: {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  },
  day: { year: 'numeric', month: '2-digit', day: '2-digit' },
  second: { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** An instant as people in China read it: `2026-03-01 09:30`, whatever the language. */
export function minuteOf(instant: string): string {
  return said(instant, 'minute')
}

/** The time of an instant of today in China: `09:30:05`. */
export function secondOf(instant: string): string {
  return said(instant, 'second')
}

/** The day of an instant in China: `2026-03-01`. */
export function dayOf(instant: string): string {
  return said(instant, 'day')
}

const STEPS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const

/** How long ago in the largest whole unit: `3 天前`. */
export function agoOf(instant: string, now: number = Date.now()): string {
  const seconds = (Date.parse(instant) - now) / 1_000
  const relative = new Intl.RelativeTimeFormat(tagOf(languageNow()), { numeric: 'always' })
  for (const [unit, length] of STEPS) {
    if (Math.abs(seconds) >= length) return relative.format(Math.trunc(seconds / length), unit)
  }
  // Minus zero lies in the past.
  return relative.format(-0, 'minute')
}

function said(instant: string, style: Style): string {
  const parts = formatFor('zh', style).formatToParts(new Date(instant))
  const part = (type: string): string => parts.find((each) => each.type === type)?.value ?? ''
  if (style === 'second') return `${part('hour')}:${part('minute')}:${part('second')}`
  const day = `${part('year')}-${part('month')}-${part('day')}`
  return style === 'day' ? day : `${day} ${part('hour')}:${part('minute')}`
}

function formatFor(language: Language, style: Style): Intl.DateTimeFormat {
  const key = `${language}-${style}`
  const known = formats.get(key)
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat(tagOf(language), { timeZone: ZONE, ...STYLES[style] })
  formats.set(key, made)
  return made
}
