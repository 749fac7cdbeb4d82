import type { CivilTime } from '#/intake/mapping/civil-time.ts'

/**
 * The formats of dates in a mapping: tokens with anything between them, which stands for itself.
 * `[…]` keeps letters from being tokens.
 *
 * | token | reads |
 * | --- | --- |
 * | `YYYY` | a year of four digits |
 * | `YY` | a year of two digits, in the hundred years that begin with the pivot |
 * | `ROC` | a year of the Republic of China (民國), of one to three digits; year 1 is 1912 |
 * | `MM`, `DD`, `HH`, `mm`, `ss` | two digits |
 * | `M`, `D`, `H` | one digit or two |
 * | `MMM` | an English month of three letters, in capitals or not |
 * | `SSS` | milliseconds, three digits |
 *
 * `24:00` is the end of the day that is written. `excel` alone reads the serial day number of a
 * spreadsheet (ECMA-376 part 1, 18.17.4: day 1 is 1900-01-01, and 60 is a day that never was), with
 * the time as its fraction.
 */

/** The first year that two digits may mean, unless the mapping says another. */
export const PIVOT_YEAR = 1970

export const EXCEL_SERIAL = 'excel'

type Field = keyof CivilTime

interface Token {
  readonly field: Field
  readonly pattern: string
  /** Digits that it takes may be fewer than it could take. */
  readonly varies: boolean
  readonly valueOf: (text: string, pivot: number) => number
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const ROC_BEFORE_FIRST = 1911

const number = (field: Field, digits: number): Token => ({
  field,
  pattern: `\\d{${digits}}`,
  varies: false,
  valueOf: Number,
})
const shortNumber = (field: Field): Token => ({
  field,
  pattern: '\\d{1,2}',
  varies: true,
  valueOf: Number,
})

const TOKENS: Readonly<Record<string, Token>> = {
  YYYY: number('year', 4),
  YY: { ...number('year', 2), valueOf: yearOfTwoDigits },
  ROC: {
    field: 'year',
    pattern: '\\d{1,3}',
    varies: true,
    valueOf: (text) => Number(text) + ROC_BEFORE_FIRST,
  },
  MMM: {
    field: 'month',
    pattern: '[A-Za-z]{3}',
    varies: false,
    // 0 is no month.
    valueOf: (text) => MONTHS.indexOf(text.toUpperCase()) + 1,
  },
  MM: number('month', 2),
  M: shortNumber('month'),
  DD: number('day', 2),
  D: shortNumber('day'),
  HH: number('hour', 2),
  H: shortNumber('hour'),
  mm: number('minute', 2),
  ss: number('second', 2),
  SSS: number('ms', 3),
}
const PARTS = /\[([^\]]*)\]|YYYY|YY|ROC|MMM|MM|M|DD|D|HH|H|mm|ss|SSS|[^]/g

type Part = { readonly token: Token } | { readonly literal: string }

function partsOf(format: string): readonly Part[] {
  return [...format.matchAll(PARTS)].map(([text, quoted]) => {
    const token = TOKENS[text]
    return token === undefined ? { literal: quoted ?? text } : { token }
  })
}

/** Why a text is no format of dates, or of times of day; undefined where it is one. */
export function formatProblem(format: string, of: 'date' | 'time'): string | undefined {
  if (format === EXCEL_SERIAL)
    return of === 'date' ? undefined : 'a time of day has no serial number'
  const parts = partsOf(format)
  const fields = parts.flatMap((part) => ('token' in part ? [part.token.field] : []))
  if (new Set(fields).size !== fields.length) return 'it says a part of the date or time twice'
  const needed: readonly Field[] = of === 'date' ? ['year', 'month', 'day'] : ['hour']
  const others: readonly Field[] = of === 'date' ? [] : ['year', 'month', 'day']
  if (!needed.every((field) => fields.includes(field)))
    return of === 'date' ? 'it says no year, month or day' : 'it says no hour'
  if (others.some((field) => fields.includes(field))) return 'a time of day has no date'
  return hasOpenRun(parts)
    ? 'where digits of one part end is open: put something between them'
    : undefined
}

/** Two parts of one digit or two, with nothing between them that is no digit. */
function hasOpenRun(parts: readonly Part[]): boolean {
  let varying = 0
  return parts.some((part) => {
    if ('literal' in part) varying = 0
    else if (part.token.varies) varying += 1
    return varying > 1
  })
}

/**
 * Reads text in a format that `formatProblem` finds nothing wrong with. Undefined for what does not
 * fit or is not a real date and time between the years 1900 and 2299.
 */
export function civilTimeReader(
  format: string,
  pivot: number = PIVOT_YEAR,
): (text: string) => CivilTime | undefined {
  if (format === EXCEL_SERIAL) return civilOfSerial
  const parts = partsOf(format)
  const tokens = parts.flatMap((part) => ('token' in part ? [part.token] : []))
  const patterns = parts.map((part) =>
    'token' in part ? `(${part.token.pattern})` : escaped(part.literal),
  )
  const expression = new RegExp(`^${patterns.join('')}$`)
  return (text) => {
    const match = expression.exec(text)
    if (match === null) return undefined
    const civil = { year: 1900, month: 1, day: 1, hour: 0, minute: 0, second: 0, ms: 0 }
    for (const [at, { field, valueOf }] of tokens.entries())
      civil[field] = valueOf(match[at + 1] ?? '', pivot)
    return realTime(civil)
  }
}

function yearOfTwoDigits(text: string, pivot: number): number {
  const year = pivot - (pivot % 100) + Number(text)
  return year < pivot ? year + 100 : year
}

function escaped(literal: string): string {
  return literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

/** Undefined for what no clock and calendar show. 24:00 stays: the day is the one written. */
function realTime(civil: CivilTime): CivilTime | undefined {
  const { year, month, day, hour, minute, second, ms } = civil
  const date = new Date(Date.UTC(year, month - 1, day))
  const isDate = date.getUTCMonth() + 1 === month && date.getUTCDate() === day
  if (!isDate || year < 1900 || year > 2299 || minute > 59 || second > 59) return undefined
  const isEndOfDay = hour === 24 && minute === 0 && second === 0 && ms === 0
  return hour <= 23 || isEndOfDay ? civil : undefined
}

const DAY_MS = 86_400_000
const SERIAL = /^(\d{1,6})(?:\.(\d+))?$/
/** Spreadsheets count a 29 February 1900; from day 61 on the days are those of the calendar. */
const SERIAL_THAT_NEVER_WAS = 60

/** A time is exact to the second: the fraction of a day is no decimal number. */
function civilOfSerial(text: string): CivilTime | undefined {
  const [, days, fraction = ''] = SERIAL.exec(text) ?? []
  const day = Number(days)
  if (days === undefined || day === 0 || day === SERIAL_THAT_NEVER_WAS) return undefined
  const first = Date.UTC(1899, 11, day < SERIAL_THAT_NEVER_WAS ? 31 : 30)
  const seconds = Math.round(Number(`0.${fraction === '' ? '0' : fraction}`) * 86_400)
  const date = new Date(first + day * DAY_MS + seconds * 1000)
  return realTime({
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    ms: 0,
  })
}

/** Whether a text that fits both formats of one column is another time to each of them. */
export function areAmbiguous(first: string, second: string, pivot: number): boolean {
  const text = first === EXCEL_SERIAL ? undefined : sampleOf(first)
  if (text === undefined) return false
  const [one, other] = [civilTimeReader(first, pivot)(text), civilTimeReader(second, pivot)(text)]
  return other !== undefined && JSON.stringify(one) !== JSON.stringify(other)
}

/** A time whose parts all differ and could be taken for one another. */
const SAMPLE: Readonly<Record<Field, string>> = {
  year: '11',
  month: '02',
  day: '03',
  hour: '04',
  minute: '05',
  second: '06',
  ms: '007',
}

function sampleOf(format: string): string {
  return partsOf(format)
    .map((part) => {
      if ('literal' in part) return part.literal
      const { field, pattern } = part.token
      if (field === 'year')
        return pattern === '\\d{4}' ? '2011' : pattern === '\\d{2}' ? '11' : '100'
      return pattern === '[A-Za-z]{3}' ? 'FEB' : SAMPLE[field]
    })
    .join('')
}
