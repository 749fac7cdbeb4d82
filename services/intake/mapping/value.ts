import type { RegionNames } from '@jianwei/events/identifiers/region-names.ts'
import { instantReader } from '#/intake/mapping/civil-time.ts'
import { columnReader } from '#/intake/mapping/column.ts'
import { compileCondition } from '#/intake/mapping/condition.ts'
import type { Mapping, Value } from '#/intake/mapping/language.ts'
import { itemsOf } from '#/intake/mapping/items.ts'
import { asJson, columnOf, refuseEmpty, textOf } from '#/intake/mapping/row.ts'
import { parseTemplate } from '#/intake/mapping/template.ts'
import type { ValueReader, ValueSurroundings } from '#/intake/mapping/value-reader.ts'

export function valueSurroundings(mapping: Mapping, regions: RegionNames): ValueSurroundings {
  const instantOf = instantReader(mapping.time_zone)
  return { tables: mapping.tables, instantOf, regions, occurredOn: () => undefined }
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
  const belonging = Object.entries(record).flatMap(([name, value]) => {
    const other = withOf(value)
    return other === undefined ? [] : [[name, other] as const]
  })
  return (hand) => {
    const read: Record<string, unknown> = {}
    for (const [name, reader] of readers) {
      const value = reader(hand)
      if (value !== undefined) read[name] = value
    }
    for (const [name, other] of belonging) if (read[other] === undefined) delete read[name]
    return read
  }
}

/** The field that a value belongs to, where it says one. */
export function withOf(value: Value): string | undefined {
  return typeof value === 'object' && value !== null && 'with' in value ? value.with : undefined
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
    if (items === undefined) return spec.optional ? undefined : refuseEmpty(hand, spec.each)
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
      return spec.optional ? undefined : refuseEmpty(hand, Object.values(spec.zip)[0] ?? '')
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
    return refuseEmpty(hand, missing ?? '')
  }
}
