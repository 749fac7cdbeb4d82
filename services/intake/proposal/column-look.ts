import { isCanonicalUscc, parseUscc } from '@jianwei/events/identifiers/uscc.ts'
import { parseRegionCode } from '@jianwei/events/identifiers/region-code.ts'
import { areAmbiguous, civilTimeReader, PIVOT_YEAR } from '#/intake/mapping/civil-format.ts'
import { centsOf } from '#/intake/mapping/decimal.ts'
import { writtenCents } from '#/intake/mapping/written-amount.ts'
import { EMPTY_WORDS, ENDLESS_WORDS } from '#/intake/proposal/usual-names.ts'

/** What the values of a column look like, as far as they were looked at. */
export interface ColumnLook {
  readonly name: string
  /** The first few that differ. */
  readonly samples: readonly string[]
  /** Without those that say that they are empty. */
  readonly filled: number
  readonly has_empty: boolean
  readonly is_unique: boolean
  /** Formats that read all its values, or nearly all; none where they are no dates. */
  readonly date_formats: readonly string[]
  /** Some of its values say that there is no end. */
  readonly endless: readonly string[]
  readonly is_uscc: boolean
  readonly is_region: boolean
  readonly is_number: boolean
  readonly is_amount: boolean
}

const SAMPLES_MAX = 3
/** So many of the values may be something else. */
const OTHERS_MAX = 0.1
/** In a column that says by its name that it holds dates, or credit codes. */
const OTHERS_OF_NAMED_MAX = 0.5

/** The commonest first; where two read a text as different days, the first is taken. */
const DATE_FORMATS = [
  'YYYY-MM-DD',
  'YYYY-M-D',
  'YYYY/M/D',
  'YYYY.M.D',
  'YYYY年M月D日',
  'YYYYMMDD',
  'YYYY-MM-DD HH:mm:ss',
  'YYYY-MM-DD HH:mm',
  'YYYY-M-D H:mm:ss',
  'YYYY-M-D H:mm',
  'YYYY/M/D H:mm:ss',
  'YYYY/M/D H:mm',
  'YYYY年M月D日 H:mm',
  'YYYY年M月D日H時mm分',
  'YYYY年M月D日H时mm分',
  'YYYY-MM-DD[T]HH:mm:ss',
  'YYYY-MM-DD[T]HH:mm:ss.SSS',
  'M/D/YYYY',
  'D/M/YYYY',
  'M/D/YYYY H:mm',
  'DD-MMM-YYYY',
  'DD-MMM-YY',
  '民國ROC年M月D日',
  '民国ROC年M月D日',
  'ROC年M月D日',
  'ROC/M/D',
  'ROC.M.D',
  'ROCMMDD',
] as const

export function lookAt(name: string, values: readonly string[]): ColumnLook {
  const trimmed = values.map((value) => value.trim())
  const filled = trimmed.filter((value) => value !== '' && !isIn(EMPTY_WORDS, value))
  const endless = [...new Set(filled.filter((value) => isIn(ENDLESS_WORDS, value)))]
  const dated = filled.filter((value) => !isIn(ENDLESS_WORDS, value))
  const differing = [...new Set(filled)]
  return {
    name,
    samples: differing.slice(0, SAMPLES_MAX),
    filled: filled.length,
    has_empty: filled.length < values.length,
    is_unique: filled.length === values.length && differing.length === filled.length,
    date_formats: dateFormatsOf(dated, name),
    endless,
    is_uscc: nearlyAll(filled, isUscc, isUsccName(name) ? OTHERS_OF_NAMED_MAX : OTHERS_MAX),
    is_region: nearlyAll(filled, isRegion),
    is_number: nearlyAll(filled, (value) => /^[+-]?\d+(\.\d+)?$/.test(value)),
    is_amount: nearlyAll(filled, isAmount),
  }
}

/** Words of these kinds that stand anywhere in the table. */
export function emptyWordsIn(rows: readonly (readonly string[])[]): readonly string[] {
  const found = new Set(rows.flat().map((cell) => cell.trim()))
  return EMPTY_WORDS.filter((word) => found.has(word))
}

function dateFormatsOf(values: readonly string[], name: string): readonly string[] {
  if (values.length === 0) return []
  const candidates = isDateName(name) ? [...DATE_FORMATS, 'iso', 'excel'] : [...DATE_FORMATS, 'iso']
  const chosen: string[] = []
  let left: readonly string[] = values
  while (left.length > 0) {
    const [best] = candidates
      .filter((format) => !chosen.some((one) => areMixed(one, format)))
      .map((format) => ({ format, read: left.filter((value) => isDate(value, format)).length }))
      .toSorted((a, b) => b.read - a.read)
    if (best === undefined || best.read === 0) break
    chosen.push(best.format)
    left = left.filter((value) => !isDate(value, best.format))
  }
  const others = isDateName(name) ? OTHERS_OF_NAMED_MAX : OTHERS_MAX
  return left.length / values.length <= others ? chosen : []
}

function areMixed(first: string, second: string): boolean {
  if (first === second) return true
  if (first === 'iso' || second === 'iso') return false
  return areAmbiguous(first, second, PIVOT_YEAR) || areAmbiguous(second, first, PIVOT_YEAR)
}

const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/
/** Serials of spreadsheets between 1982 and 2064. */
const [SERIAL_MIN, SERIAL_MAX] = [30_000, 60_000]

function isDate(value: string, format: string): boolean {
  if (format === 'iso') return ISO.test(value)
  if (format === 'excel') return Number(value) >= SERIAL_MIN && Number(value) <= SERIAL_MAX
  return readerOf(format)(value) !== undefined
}

const readers = new Map<string, ReturnType<typeof civilTimeReader>>()

function readerOf(format: string): ReturnType<typeof civilTimeReader> {
  const known = readers.get(format) ?? civilTimeReader(format)
  readers.set(format, known)
  return known
}

/** Numbers of five digits may be anything: only a column of dates has serials. */
function isDateName(name: string): boolean {
  return /日期|时间|時間|日$|date|day|time/i.test(name)
}

/** Those that are mistyped are refused, row by row, and are still meant as such. */
function isUsccName(name: string): boolean {
  return /信用代码|信用代碼|uscc/i.test(name)
}

function isUscc(value: string): boolean {
  const parsed = parseUscc(value)
  return parsed.ok && isCanonicalUscc(value.toUpperCase())
}

function isRegion(value: string): boolean {
  return /^\d{6}(\d{3}|\d{6})?$/.test(value) && parseRegionCode(value).ok
}

function isAmount(value: string): boolean {
  return centsOf(value, 'yuan').ok || ['CNY', 'TWD'].some((one) => writtenCents(value, one).ok)
}

function nearlyAll(
  values: readonly string[],
  holds: (value: string) => boolean,
  othersMax = OTHERS_MAX,
): boolean {
  if (values.length === 0) return false
  const others = values.filter((value) => !holds(value)).length
  return others / values.length <= othersMax
}

function isIn(words: readonly string[], value: string): boolean {
  return words.includes(value)
}
