import type { CodedColumn, ColumnBlock } from '#/ports/column-block.ts'
import { joinedCodes, joinedNumbers } from '#/ports/joined-columns.ts'
import type { ColumnField } from '#/rules/facts/fields/field-column.ts'
import { identifier, joined, NOTHING, sql, type Sql } from '#/sql.ts'

/*
 * What rules ask of the data of facts, packed: columns of fields, as blocks carry them. A number
 * that is not there is NaN and a boolean 2, which none can be; a text that is there has a sign
 * before it.
 */

const NO_BOOLEAN = 2
const THERE = '='

type Packed =
  | { readonly as: 'numbers'; readonly numbers: Float64Array }
  | { readonly as: 'flags'; readonly flags: Uint8Array }
  | { readonly as: 'texts'; readonly texts: CodedColumn }
  | { readonly as: 'lists'; readonly lists: readonly (readonly unknown[])[] }

interface PackedColumn {
  readonly field: ColumnField
  readonly packed: Packed
}

type RowReader = (row: number) => unknown

/** What a statement selects of a field's column, for `fieldsOfBlock`. */
export function packedFieldSql({ name, kind, says }: ColumnField): Sql {
  const column = identifier(name)
  if (says !== 'value') return column
  switch (kind) {
    case 'number':
      return sql`ifNull(${column}, nan) AS ${column}`
    case 'boolean':
      return sql`ifNull(toUInt8(${column}), ${NO_BOOLEAN}) AS ${column}`
    case 'texts':
    case 'numbers':
      return column
    case 'text':
    case 'date':
    case 'instant':
    case 'other':
      return sql`toLowCardinality(ifNull(concat(${THERE}, ${column}), '')) AS ${column}`
  }
}

/** The same of several, behind what else a statement selects. */
export function packedFieldsSql(fields: readonly ColumnField[]): Sql {
  return fields.length === 0 ? NOTHING : sql`, ${joined(fields.map(packedFieldSql))}`
}

/** The fields of the rows of a block that has them packed. */
export function fieldsOfBlock(block: ColumnBlock, fields: readonly ColumnField[]): FieldRows {
  return new FieldRows(fields.map((field) => ({ field, packed: packedOf(block, field) })))
}

/** Rows of one block, for fields of several as one. */
export interface FieldSpan {
  readonly fields: FieldRows
  readonly from: number
  readonly end: number
}

/** Fields of rows, which are asked for by their paths. */
export class FieldRows {
  readonly #columns: readonly PackedColumn[]
  readonly #values = new Map<string, RowReader>()
  readonly #said = new Map<string, RowReader>()
  readonly #data = new Map<string, readonly (readonly [string, RowReader])[]>()

  constructor(columns: readonly PackedColumn[]) {
    this.#columns = columns
  }

  /** Rows of several blocks, one behind the other. All of them have the same fields. */
  static joined(spans: readonly FieldSpan[]): FieldRows {
    const [first] = spans
    if (first === undefined) return new FieldRows([])
    return new FieldRows(
      first.fields.#columns.map(({ field }, index) => ({
        field,
        packed: joinedOf(
          spans.map(({ fields, from, end }) => partOf(fields.#columns[index]!.packed, from, end)),
        ),
      })),
    )
  }

  /** Undefined where there is none. Throws TypeError for a field that was not read. */
  valueAt(row: number, path: string): unknown {
    return readerIn(this.#values, path, () => this.#valueReader(path))(row)
  }

  /**
   * What stands under a name of the data: null where the fact says that there is nothing, undefined
   * where it says nothing. Of an object only the fields that were read.
   */
  saidAt(row: number, name: string): unknown {
    return readerIn(this.#said, name, () => this.#saidReader(name))(row)
  }

  /**
   * What was read of the data of a fact of a type, as its data would say it. A name may be a text
   * in one type and an object in another.
   */
  dataAt(row: number, type: string): Readonly<Record<string, unknown>> {
    let readers = this.#data.get(type)
    if (readers === undefined) {
      const own = new FieldRows(this.#columns.filter(({ field }) => field.types.includes(type)))
      readers = own.#nameReaders()
      this.#data.set(type, readers)
    }
    const data: Record<string, unknown> = {}
    for (const [name, read] of readers) {
      const value = read(row)
      if (value !== undefined) data[name] = value
    }
    return data
  }

  #nameReaders(): readonly (readonly [string, RowReader])[] {
    const names = new Set(this.#columns.map(({ field: { path } }) => path.split('.')[1]!))
    return Array.from(names, (name) => [name, this.#nameReader(name)] as const)
  }

  #valueReader(path: string): RowReader {
    const value = this.#packed(path, 'value')
    const given = this.#flags(path, 'given')
    if (value === undefined) {
      if (given === undefined) throw new TypeError(`${path} was not read`)
      return this.#objectReader(path)
    }
    const reader = readerOf(value.packed, value.field.kind)
    return given === undefined ? reader : (row) => (given[row] === 1 ? reader(row) : undefined)
  }

  #saidReader(name: string): RowReader {
    if (this.#flags(`data.${name}`, 'said') === undefined)
      throw new TypeError(`whether a fact says something of ${name} was not read`)
    return this.#nameReader(name)
  }

  #nameReader(name: string): RowReader {
    const path = `data.${name}`
    const said = this.#flags(path, 'said')
    const read =
      this.#packed(path, 'value') === undefined ? this.#objectReader(path) : this.#valueReader(path)
    return said === undefined ? read : (row) => (said[row] === 1 ? (read(row) ?? null) : undefined)
  }

  /** Undefined where it is not known to be there, and has nothing in it. */
  #objectReader(path: string): RowReader {
    const given = this.#flags(path, 'given')
    const below = new Set(
      this.#columns.flatMap(({ field }) => (field.path.startsWith(`${path}.`) ? [field.path] : [])),
    )
    const inside = Array.from(below, (one) => ({
      names: one.slice(path.length + 1).split('.'),
      read: this.#valueReader(one),
    }))
    return (row) => {
      let object: Record<string, unknown> | undefined = given?.[row] === 1 ? {} : undefined
      for (const { names, read } of inside) {
        const value = read(row)
        if (value !== undefined) put((object ??= {}), names, value)
      }
      return object
    }
  }

  #flags(path: string, says: 'given' | 'said'): Uint8Array | undefined {
    const packed = this.#packed(path, says)?.packed
    return packed?.as === 'flags' ? packed.flags : undefined
  }

  #packed(path: string, says: ColumnField['says']): PackedColumn | undefined {
    return this.#columns.find(({ field }) => field.path === path && field.says === says)
  }
}

function readerIn(readers: Map<string, RowReader>, name: string, make: () => RowReader): RowReader {
  let reader = readers.get(name)
  if (reader === undefined) {
    reader = make()
    readers.set(name, reader)
  }
  return reader
}

function readerOf(packed: Packed, kind: ColumnField['kind']): RowReader {
  switch (packed.as) {
    case 'numbers': {
      const { numbers } = packed
      return (row) => {
        const value = numbers[row]!
        return Number.isNaN(value) ? undefined : value
      }
    }
    case 'flags': {
      if (kind !== 'boolean') throw new TypeError(`flags are no ${kind}`)
      const { flags } = packed
      return (row) => (flags[row] === NO_BOOLEAN ? undefined : flags[row] === 1)
    }
    case 'texts': {
      const { codes } = packed.texts
      const texts = packed.texts.texts.map((text) =>
        text === '' ? undefined : text.slice(THERE.length),
      )
      return (row) => texts[codes[row]!]
    }
    case 'lists': {
      const { lists } = packed
      return (row) => lists[row]
    }
  }
}

function put(object: Record<string, unknown>, names: readonly string[], value: unknown): void {
  const [name = '', ...below] = names
  if (below.length === 0) {
    object[name] = value
    return
  }
  // Made here, or by the reader of an object.
  const inner = (object[name] ?? {}) as Record<string, unknown>
  object[name] = inner
  put(inner, below, value)
}

function packedOf(block: ColumnBlock, { name, kind, says }: ColumnField): Packed {
  if (says !== 'value') return { as: 'flags', flags: block.bytesOf(name) }
  switch (kind) {
    case 'number':
      return { as: 'numbers', numbers: block.floats(name) }
    case 'boolean':
      return { as: 'flags', flags: block.bytesOf(name) }
    case 'texts':
    case 'numbers':
      return { as: 'lists', lists: block.lists(name) }
    case 'text':
    case 'date':
    case 'instant':
    case 'other':
      return { as: 'texts', texts: block.coded(name) }
  }
}

function partOf(packed: Packed, from: number, end: number): Packed {
  switch (packed.as) {
    case 'numbers':
      return { as: 'numbers', numbers: packed.numbers.subarray(from, end) }
    case 'flags':
      return { as: 'flags', flags: packed.flags.subarray(from, end) }
    case 'texts': {
      const { texts, codes } = packed.texts
      return { as: 'texts', texts: { texts, codes: codes.subarray(from, end) } }
    }
    case 'lists':
      return { as: 'lists', lists: packed.lists.slice(from, end) }
  }
}

/** Of one form: they are columns of one field. */
function joinedOf(parts: readonly Packed[]): Packed {
  const of = <As extends Packed['as']>(as: As): Extract<Packed, { as: As }>[] =>
    parts.filter((part): part is Extract<Packed, { as: As }> => part.as === as)
  switch (parts[0]!.as) {
    case 'numbers':
      return {
        as: 'numbers',
        numbers: joinedNumbers(
          Float64Array,
          of('numbers').map(({ numbers }) => numbers),
        ),
      }
    case 'flags':
      return {
        as: 'flags',
        flags: joinedNumbers(
          Uint8Array,
          of('flags').map(({ flags }) => flags),
        ),
      }
    case 'texts':
      return { as: 'texts', texts: joinedCodes(of('texts').map(({ texts }) => texts)) }
    case 'lists':
      return { as: 'lists', lists: of('lists').flatMap(({ lists }) => lists) }
  }
}
