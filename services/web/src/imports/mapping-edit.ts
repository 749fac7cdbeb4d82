import { parseDocument } from 'yaml'
import { valueOfText, withValue, type Path } from '#/parts/yaml-edit.ts'

/*
 * The guided table over the text of a mapping, which alone is what is tried and published. The
 * table reads and writes what stands in single columns; everything else stays as it is written.
 */

/** How a column is read, with what the mapping language needs to say so. */
export const READINGS = [
  'text',
  'integer',
  'number',
  'civil_date',
  'instant',
  'cents',
  'list',
] as const
export type Reading = (typeof READINGS)[number]

/** Where a value of the event stands below it: `['data', 'penalty_number']`, `['occurred_at']`. */
export interface ColumnUse {
  readonly path: Path
  readonly column: string
  /** Null where a template holds the column, or more than the table can say. */
  readonly reading: Reading | null
}

export interface MappedEvent {
  readonly type: string
  readonly uses: readonly ColumnUse[]
  /** The values that the text gives, by column or otherwise: `id`, `data.currency`. */
  readonly given: ReadonlySet<string>
}

/** What a column is read into. */
export interface ColumnTarget {
  readonly path: Path
  readonly reading: Reading
  /** An empty cell leaves the field out. */
  readonly optional: boolean
  /** Of an amount: the fields that say how it was written. */
  readonly amount?: { readonly unit: boolean; readonly text: boolean; readonly currency: boolean }
}

const DAY_FORMATS = ['YYYY-MM-DD', 'YYYY/M/D', 'YYYY.M.D', 'YYYY年M月D日', 'excel']
const TIME_FORMATS = ['iso', 'YYYY-MM-DD HH:mm:ss', 'YYYY-MM-DD HH:mm', ...DAY_FORMATS]

/** The events that a text makes of a row; undefined while the text is no mapping. */
export function eventsOfText(text: string): readonly MappedEvent[] | undefined {
  const events = objectOf(valueOfText(text))?.['events']
  if (!Array.isArray(events)) return undefined
  return events.map((event: unknown) => {
    const { type, ...fields } = objectOf(event) ?? {}
    const data = Object.keys(objectOf(fields['data']) ?? {}).map((name) => `data.${name}`)
    return {
      type: typeof type === 'string' ? type : '',
      uses: usesIn(fields, []),
      given: new Set([...Object.keys(fields), ...data]),
    }
  })
}

/** What a text says of its name, its source and its file, as far as it is there. */
export function headOfText(text: string): {
  readonly name: string | undefined
  readonly source: string | undefined
  readonly input: Readonly<Record<string, unknown>>
} {
  const said = objectOf(valueOfText(text))
  const name = said?.['mapping']
  const source = said?.['source']
  return {
    name: typeof name === 'string' ? name : undefined,
    source: typeof source === 'string' ? source : undefined,
    input: objectOf(said?.['input']) ?? {},
  }
}

/**
 * The text with a column read into a value of an event, in place of what stood there. An id and a
 * subject are templates, which keep what stands before the column; an amount brings the fields
 * that say how it was written.
 */
export function withColumn(
  text: string,
  event: number,
  column: string,
  target: ColumnTarget,
): string {
  return withColumnNamed(withRead(text, event, column, target), column)
}

/** A column that is read is one that the file must have, where the text lists those. */
function withColumnNamed(text: string, column: string): string {
  const listed = headOfText(text).input['columns']
  const [name = ''] = column.split('#')
  if (!Array.isArray(listed) || name === '' || listed.includes(name) || name.startsWith('@'))
    return text
  const document = parseDocument(text)
  document.addIn(['input', 'columns'], name)
  return document.toString({ lineWidth: 120 })
}

function withRead(
  text: string,
  event: number,
  column: string,
  { path, reading, optional, amount }: ColumnTarget,
): string {
  const place: Path = ['events', event, ...path]
  if (isTemplate(path)) {
    const now = valueAt(text, place)
    const before = typeof now === 'string' ? (/^[^{]*/.exec(now)?.[0] ?? '') : ''
    return withValue(text, place, `${before}{${column}}`)
  }
  const value = { ...columnValue(column, reading), ...(optional ? { optional } : {}) }
  const read = withNode(text, place, value)
  return reading === 'cents' && amount !== undefined
    ? withAmount(read, place, column, amount)
    : read
}

function withAmount(
  text: string,
  place: Path,
  column: string,
  has: NonNullable<ColumnTarget['amount']>,
): string {
  const cents = String(place.at(-1))
  const beside = (name: string): Path => [...place.slice(0, -1), name]
  const name = (end: string): string => cents.replace(/_cents$/, end)
  let now = text
  if (has.unit) now = withNode(now, beside(name('_unit')), { constant: 'yuan', with: cents })
  if (has.text) now = withNode(now, beside(name('_text')), { column, with: cents })
  if (has.currency && valueAt(now, beside('currency')) === undefined)
    now = withNode(now, beside('currency'), { constant: 'CNY', with: cents })
  return now
}

/** The text with the same value for every row. */
export function withConstant(text: string, event: number, path: Path, constant: unknown): string {
  return withNode(text, ['events', event, ...path], { constant })
}

/** What somebody wrote as a value of a kind; a list has its items between commas. */
export function constantOf(written: string, kind: string): unknown {
  switch (kind) {
    case 'array':
      return written.split(/[,，、;；]/).map((item) => item.trim())
    case 'integer':
    case 'number':
      return Number.isNaN(Number(written)) ? written : Number(written)
    case 'boolean':
      return written === 'true' || (written === 'false' ? false : written)
    default:
      return written
  }
}

/** The text without a value of an event. */
export function withoutValue(text: string, event: number, path: Path): string {
  return withValue(text, ['events', event, ...path], undefined)
}

/** An id and a subject are written around columns. */
export function isTemplate(path: Path): boolean {
  return path.length === 1 && (path[0] === 'id' || path[0] === 'subject')
}

function columnValue(column: string, reading: Reading): Readonly<Record<string, unknown>> {
  switch (reading) {
    case 'text':
      return { column }
    case 'civil_date':
      return { column, as: reading, format: DAY_FORMATS }
    case 'instant':
      return { column, as: reading, format: TIME_FORMATS }
    case 'cents':
      return { column, as: reading, unit: 'written', currency: 'CNY' }
    case 'integer':
    case 'number':
    case 'list':
      return { column, as: reading }
  }
}

/** A text that is no YAML stays as it is. */
function withNode(text: string, path: Path, value: Readonly<Record<string, unknown>>): string {
  const document = parseDocument(text)
  if (document.errors.length > 0) return text
  document.setIn(path, document.createNode(value, { flow: true }))
  return document.toString({ lineWidth: 120 })
}

function valueAt(text: string, path: Path): unknown {
  let value: unknown = valueOfText(text)
  for (const part of path) value = (value as Record<string | number, unknown> | null)?.[part]
  return value
}

function usesIn(value: unknown, path: Path): readonly ColumnUse[] {
  if (typeof value === 'string')
    return [...value.matchAll(/\{([^{}]+)\}/g)].map(([, column = '']) => ({
      path,
      column,
      reading: null,
    }))
  if (Array.isArray(value)) return value.flatMap((one, index) => usesIn(one, [...path, index]))
  const object = objectOf(value)
  if (object === undefined) return []
  if (typeof object['column'] === 'string')
    return [{ path, column: object['column'], reading: readingOf(object['as']) }]
  return Object.entries(object).flatMap(([name, one]) => usesIn(one, [...path, name]))
}

function readingOf(as: unknown): Reading | null {
  if (as === undefined) return 'text'
  return READINGS.find((one) => one === as) ?? null
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined
}
