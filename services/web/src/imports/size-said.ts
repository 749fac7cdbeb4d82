import { languageNow } from '#/language/language.ts'

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const
const STEP = 1_000

/** A number of bytes as people say it: `3.4 MB`. */
export function sizeSaid(bytes: number): string {
  let size = bytes
  let unit = 0
  while (size >= STEP && unit < UNITS.length - 1) {
    size /= STEP
    unit += 1
  }
  return new Intl.NumberFormat(languageNow(), {
    style: 'unit',
    unit: UNITS[unit] ?? 'byte',
    maximumFractionDigits: size < 10 && unit > 0 ? 1 : 0,
  }).format(size)
}
