import { CATALOGUE_FIELDS } from '#/rules/language/catalogue-fields.ts'
import type { FieldKind, FieldsOfTypes } from '#/rules/language/fields.ts'
import { identifier, joined, namesIn, sql, text, type Sql } from '#/sql.ts'
import { statedAttributes } from '#/subject-facts/attributes.ts'
import type { ComputedColumn } from '#/kept-columns.ts'

/**
 * What rules ask of the data of facts, as columns of the tables of versions (`with-fields.ts`): one
 * column a field, of the field's own type. A table has those that a statement ever named. A field
 * has one kind in all events that have it, whichever these are, so its column's definition never
 * changes.
 *
 * `data.result.code` stands in `data_result__code`. Beside it may stand `…__given`, whether a list
 * or an object is there at all, and `…__said`, whether a fact says something of an attribute of its
 * subject, if only that there is none.
 */

/** How a value stands in the payload, and in the column. */
const TYPES: Readonly<Record<Exclude<FieldKind, 'other'>, Sql>> = {
  text: sql`Nullable(String)`,
  number: sql`Nullable(Float64)`,
  boolean: sql`Nullable(Bool)`,
  date: sql`Nullable(String)`,
  instant: sql`Nullable(String)`,
  texts: sql`Array(String)`,
  numbers: sql`Array(Float64)`,
}

const FLAG = sql`UInt8`

/** Kinds that can be there and have no value. */
const GIVEN: ReadonlySet<FieldKind> = new Set(['texts', 'numbers', 'other'])

/** Whose column it is. */
export interface ColumnField {
  readonly name: string
  /** `data.…` */
  readonly path: string
  readonly kind: FieldKind
  /** Event types that have the field. */
  readonly types: readonly string[]
  /** The value, whether there is one, or whether the fact says something of it. */
  readonly says: 'value' | 'given' | 'said'
}

/** A column of a field, and how it comes to its values. */
export interface FieldColumn extends ComputedColumn, ColumnField {}

interface Field {
  readonly kind: FieldKind
  readonly types: Set<string>
}

const fields = new Map<string, Field>()
let columns: ReadonlyMap<string, FieldColumn> = new Map()
addFields(CATALOGUE_FIELDS)

/**
 * Has columns for the fields, beside those that there are. The catalogue's have theirs. Throws
 * TypeError where a field has two kinds, or a name would stand for two columns.
 */
export function addFields(more: FieldsOfTypes): void {
  for (const [type, ofType] of more) {
    for (const [path, kind] of ofType) {
      if (!path.startsWith('data.')) continue
      const known = fields.get(path)
      if (known === undefined) fields.set(path, { kind, types: new Set([type]) })
      else if (known.kind === kind) known.types.add(type)
      else throw new TypeError(`${path} is ${known.kind} and ${kind}`)
    }
  }
  const all = [...[...fields].flatMap(([path, field]) => columnsOf(path, field)), ...said()]
  columns = new Map(all.map((column) => [column.name, column]))
  if (columns.size < all.length) throw new TypeError('two fields have a column of one name')
}

/** The kind of a field of the data. Throws TypeError for one that no event has. */
export function kindOfField(path: string): FieldKind {
  const field = fields.get(path)
  if (field === undefined) throw new TypeError(`no event has the field ${path}`)
  return field.kind
}

/** The column with the field's value: NULL, or an empty list, where there is none. */
export function valueColumn(path: string): Sql {
  if (kindOfField(path) === 'other') throw new TypeError(`${path} has no value that counts`)
  return identifier(nameOf(path))
}

/** The column that says whether a field that may be there without a value is there: 0 or 1. */
export function givenColumn(path: string): Sql {
  if (!GIVEN.has(kindOfField(path))) throw new TypeError(`${path} is there where it has a value`)
  return identifier(`${nameOf(path)}__given`)
}

/** The column that says whether a fact says something of an attribute by its field: 0 or 1. */
export function saidColumn(attribute: string): Sql {
  return identifier(saidName(attribute))
}

/** All that there may be, by their names. */
export function fieldColumns(): ReadonlyMap<string, FieldColumn> {
  return columns
}

/** The columns of fields that a statement names, each once; what a text in it says is no name. */
export function fieldColumnsIn(statement: Sql): readonly FieldColumn[] {
  if (!statement.text.includes('data_')) return []
  const named = new Set(namesIn(statement).match(/\bdata_\w+/g))
  return [...named].flatMap((name) => columns.get(name) ?? [])
}

function nameOf(path: string): string {
  const [, ...names] = path.split('.')
  return `data_${names.join('__')}`
}

function saidName(attribute: string): string {
  return `data_${attribute}__said`
}

function columnsOf(path: string, field: Field): readonly FieldColumn[] {
  const { kind } = field
  const inPayload = joined([sql`payload`, ...path.split('.').slice(1).map(text)])
  const name = nameOf(path)
  const own = { path, kind, types: [...field.types] }
  const found: FieldColumn[] = []
  if (kind !== 'other') {
    const type = TYPES[kind]
    const value = sql`JSONExtract(${inPayload}, ${type.text})`
    found.push({ ...own, name, says: 'value', type, value })
  }
  if (GIVEN.has(kind)) {
    const value = sql`toUInt8(JSONType(${inPayload}) != 'Null')`
    found.push({ ...own, name: `${name}__given`, says: 'given', type: FLAG, value })
  }
  return found
}

/** Of each attribute that a field states. */
function said(): readonly FieldColumn[] {
  const stating = new Map<string, string[]>()
  for (const [type, attributes] of statedAttributes)
    for (const { attribute, by } of attributes)
      if (by === 'field') stating.set(attribute, [...(stating.get(attribute) ?? []), type])
  return Array.from(stating, ([attribute, types]) => {
    const path = `data.${attribute}`
    const kind = fields.get(path)?.kind ?? 'other'
    const value = sql`toUInt8(JSONHas(payload, ${attribute}))`
    return { name: saidName(attribute), path, kind, types, says: 'said', type: FLAG, value }
  })
}
