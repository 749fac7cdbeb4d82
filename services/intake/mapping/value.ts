import { parseInstant, type Instant } from '@jianwei/events/instant.ts'
import { civilTimeReader, instantReader, type CivilTime } from '#/intake/mapping/civil-time.ts'
import { compileCondition } from '#/intake/mapping/condition.ts'
import { centsOf } from '#/intake/mapping/decimal.ts'
import type { ColumnValue, Mapping, Scalar, Value } from '#/intake/mapping/language.ts'
import { isBeyondIntegers } from '#/intake/long-numbers.ts'
import { asJson, asText, columnOf, textOf, type RowInHand } from '#/intake/mapping/row.ts'
import { parseTemplate } from '#/intake/mapping/template.ts'

/**
 * Reads one value from a row; undefined leaves its field out. What is wrong goes into the row's
 * reasons.
 */
export type ValueReader = (hand: RowInHand) => unknown

export interface ValueSurroundings {
  readonly tables: Mapping['tables']
  readonly instantOf: (civil: CivilTime) => Instant
}

export function valueSurroundings(mapping: Mapping): ValueSurroundings {
  return { tables: mapping.tables, instantOf: instantReader(mapping.time_zone) }
}

/** The mapping has been checked: its templates close and its tables exist. */
export function compileValue(value: Value, around: ValueSurroundings): ValueReader {
  if (typeof value === 'string') return templateReader(value, false)
  if (typeof value !== 'object' || value === null) return () => value
  if ('constant' in value) {
    const holds = value.when === undefined ? () => true : compileCondition(value.when)
    return ({ row }) => (holds(row) ? value.constant : undefined)
  }
  if ('template' in value) return templateReader(value.template, value.optional)
  if ('list' in value) {
    const readers = value.list.map((item) => compileValue(item, around))
    return (hand) => readers.map((read) => read(hand)).filter((item) => item !== undefined)
  }
  if ('each' in value) return eachReader(value, compileValue(value.item, around))
  if ('zip' in value) return zipReader(value)
  if ('object' in value) return objectReader(value, around)
  return columnReader(value, around)
}

/** A record whose absent values are left out. */
export function compileRecord(
  record: Readonly<Record<string, Value>>,
  around: ValueSurroundings,
): ValueReader {
  const readers = Object.entries(record).map(
    ([name, value]) => [name, compileValue(value, around)] as const,
  )
  return (hand) => {
    const read: Record<string, unknown> = {}
    for (const [name, reader] of readers) {
      const value = reader(hand)
      if (value !== undefined) read[name] = value
    }
    return read
  }
}

function objectReader(
  value: Extract<Value, { object: unknown }>,
  around: ValueSurroundings,
): ValueReader {
  const record = compileRecord(value.object, around)
  if (value.when === undefined) return record
  const holds = compileCondition(value.when)
  return (hand) => (holds(hand.row) ? record(hand) : undefined)
}

function eachReader(spec: Extract<Value, { each: unknown }>, item: ValueReader): ValueReader {
  return (hand) => {
    const items = columnOf(hand.row, spec.each)
    if (items === undefined) return spec.optional ? undefined : empty(hand, spec.each)
    return itemsOf(items, spec.separator).map((each) =>
      item({ ...hand, row: { ...hand.row, item: each } }),
    )
  }
}

function zipReader(spec: Extract<Value, { zip: unknown }>): ValueReader {
  const fields = Object.entries(spec.zip)
  return (hand) => {
    const lists = fields.map(([field, column]) => {
      const items = columnOf(hand.row, column)
      return [field, items === undefined ? [] : itemsOf(items, spec.separator)] as const
    })
    const length = Math.max(...lists.map(([, items]) => items.length))
    if (length === 0)
      return spec.optional ? undefined : empty(hand, Object.values(spec.zip)[0] ?? '')
    return Array.from({ length }, (_, at) =>
      Object.fromEntries(lists.flatMap(([field, items]) => entryAt(field, items, at))),
    )
  }
}

/** A shorter list leaves its field out at the indices it does not reach. */
function entryAt(field: string, items: readonly unknown[], at: number): [string, unknown][] {
  const item = items[at]
  return item === undefined || item === '' ? [] : [[field, asJson(item)]]
}

/** A list in JSON as it is; one text cut at the separator, also at its full-width twin. */
function itemsOf(value: unknown, separator: string): readonly unknown[] {
  if (Array.isArray(value)) return value
  const items = (asText(value) ?? '')
    .replaceAll(FULL_WIDTH[separator] ?? separator, separator)
    .split(separator)
  return items.map((item) => item.trim()).filter((item) => item !== '')
}

const FULL_WIDTH: Readonly<Record<string, string>> = { ';': '；', ',': '，' }

function templateReader(text: string, optional: boolean): ValueReader {
  const template = parseTemplate(text)
  if (template === undefined) throw new TypeError(`the template does not close: ${text}`)
  if (template.columns.length === 0) {
    const constant = template.fill(() => undefined)
    return () => constant
  }
  return (hand) => {
    const filled = template.fill((column) => textOf(hand.row, column))
    if (filled !== undefined || optional) return filled
    const missing = template.columns.find((column) => textOf(hand.row, column) === undefined)
    return empty(hand, missing ?? '')
  }
}

function columnReader(spec: ColumnValue, around: ValueSurroundings): ValueReader {
  const read =
    spec.table === undefined
      ? kindReader(spec, around)
      : tableReader(spec, around.tables[spec.table] ?? {})
  return (hand) => {
    const value = columnOf(hand.row, spec.column)
    if (value !== undefined) return read(value, hand)
    if (spec.default !== undefined) return spec.default
    return spec.optional ? undefined : empty(hand, spec.column)
  }
}

type PresentReader = (value: unknown, hand: RowInHand) => unknown

function tableReader(spec: ColumnValue, table: Readonly<Record<string, Scalar>>): PresentReader {
  return (value, hand) => {
    const key = asText(value) ?? ''
    if (Object.hasOwn(table, key)) return table[key]
    if (spec.otherwise !== undefined) return spec.otherwise
    if (spec.unlisted === 'leave_out') return undefined
    return refuse(
      hand,
      'CODE_UNKNOWN',
      spec.column,
      `the code table ${spec.table ?? ''} has no entry for this value`,
    )
  }
}

function kindReader(spec: ColumnValue, around: ValueSurroundings): PresentReader {
  switch (spec.as) {
    case 'json':
      return (value) => asJson(value)
    case 'text':
      return (value, hand) =>
        asText(value) ?? refuse(hand, 'COLUMN_NOT_TEXT', spec.column, 'expected text')
    case 'integer':
      return numberReader(spec, /^-?\d+$/, 'INTEGER_UNREADABLE', 'expected a whole number')
    case 'number':
      return numberReader(
        spec,
        /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/,
        'NUMBER_UNREADABLE',
        'expected a decimal number',
      )
    case 'cents':
      return centsReader(spec)
    case 'list':
      return (value) => itemsOf(value, spec.separator).map(asJson)
    case 'civil_date':
      return timeReader(
        spec,
        (civil) => `${civil.year}-${twoDigits(civil.month)}-${twoDigits(civil.day)}`,
      )
    case 'instant':
      return timeReader(spec, around.instantOf)
  }
}

function numberReader(
  spec: ColumnValue,
  form: RegExp,
  code: string,
  message: string,
): PresentReader {
  return (value, hand) => {
    const text = asText(value) ?? ''
    if (!form.test(text)) return refuse(hand, code, spec.column, message)
    const number = Number(text)
    if (!isBeyondIntegers(number)) return number
    return refuse(
      hand,
      'NUMBER_TOO_LARGE',
      spec.column,
      'numbers beyond 2^53 are not exact; read such a value as text',
    )
  }
}

function centsReader(spec: ColumnValue): PresentReader {
  return (value, hand) => {
    const parsed = centsOf(asText(value) ?? '', spec.unit ?? 'cent')
    return parsed.ok ? parsed.cents : refuse(hand, parsed.code, spec.column, parsed.message)
  }
}

function timeReader(spec: ColumnValue, give: (civil: CivilTime) => string): PresentReader {
  const unreadable = (hand: RowInHand): undefined =>
    refuse(
      hand,
      'DATE_UNREADABLE',
      spec.column,
      `expected a real date as ${spec.format}, between 1900 and 2299`,
    )
  if (spec.format === 'iso') {
    // A timestamp that carries its offset is an instant as it is; its day is the day that it
    // writes.
    return (value, hand) => {
      const text = asText(value) ?? ''
      const instant = parseInstant(text)
      if (instant === undefined) return unreadable(hand)
      return spec.as === 'instant' ? instant : text.slice(0, 'YYYY-MM-DD'.length)
    }
  }
  const read = civilTimeReader(spec.format)
  return (value, hand) => {
    const civil = read(asText(value) ?? '')
    return civil === undefined ? unreadable(hand) : give(civil)
  }
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0')
}

function empty(hand: RowInHand, column: string): undefined {
  return refuse(hand, 'COLUMN_EMPTY', column, 'this column is empty and the mapping needs it')
}

function refuse(hand: RowInHand, code: string, path: string, message: string): undefined {
  hand.reasons.push({ code, path, message })
  return undefined
}
