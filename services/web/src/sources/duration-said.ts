import { languageNow, tagOf, type Language } from '#/language/language.ts'

const UNITS = [
  ['year', 365 * 86_400],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const

/** A length of time in the largest unit that it fills: `3.5 days`. `seconds` is not negative. */
export function durationSaid(seconds: number, language: Language = languageNow()): string {
  const [unit, length] = UNITS.find(([, one]) => seconds >= one) ?? UNITS[4]
  const format = new Intl.NumberFormat(tagOf(language), {
    style: 'unit',
    unit,
    unitDisplay: 'long',
    maximumFractionDigits: 1,
  })
  return format.format(seconds / length)
}
