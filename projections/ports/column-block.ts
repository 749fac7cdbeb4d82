import { BlockScan, bufferOver, type ScannedColumn } from '#/ports/block-scan.ts'

/** Numbers of one column; 64-bit integers are exact. */
export type NumberColumn =
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array

/** Texts of one column, as the UTF-8 that they came in. */
export interface TextColumn {
  readonly bytes: Buffer
  /** Of the text in a row, where its bytes begin. */
  readonly starts: Uint32Array
  /** Behind its last byte. */
  readonly ends: Uint32Array
}

/** Texts of which each different one stands once: `LowCardinality(String)`. */
export interface CodedColumn {
  readonly texts: readonly string[]
  /** Of each row, the index of its text. */
  readonly codes: Uint8Array | Uint16Array | Uint32Array
}

/**
 * A piece of an answer in columns, in the engine's own format. It is bytes until somebody asks for
 * a column, so that it can be handed to another thread as it came: `new ColumnBlock(bytes)` there.
 */
export class ColumnBlock {
  /** Where they fill their buffer, it can be transferred. */
  readonly bytes: Uint8Array
  #scanned: { readonly rows: number; readonly columns: readonly ScannedColumn[] } | undefined

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  get rows(): number {
    return this.#scan.rows
  }

  numbers(name: string): NumberColumn {
    const { type, from } = this.#column(name)
    const of = ARRAYS[type]
    if (of === undefined) throw new TypeError(`column ${name} is ${type}: it holds no numbers`)
    // A copy: in the block numbers lie at any byte.
    const at = this.bytes.byteOffset + from
    return new of(this.bytes.buffer.slice(at, at + this.rows * of.BYTES_PER_ELEMENT))
  }

  /** Numbers that JavaScript's are large enough for. */
  floats(name: string): Float64Array {
    const numbers = this.numbers(name)
    if (!(numbers instanceof Float64Array)) throw new TypeError(`column ${name} is no Float64`)
    return numbers
  }

  bytesOf(name: string): Uint8Array {
    const numbers = this.numbers(name)
    if (!(numbers instanceof Uint8Array)) throw new TypeError(`column ${name} is no UInt8`)
    return numbers
  }

  /** Values of one length, one after the other: `FixedString`. */
  fixed(name: string): Uint8Array {
    const { type, from, end } = this.#column(name)
    if (!type.startsWith('FixedString(')) throw new TypeError(`column ${name} is ${type}`)
    return this.bytes.subarray(from, end)
  }

  texts(name: string): TextColumn {
    const { type, texts } = this.#column(name)
    if (type !== 'String' || texts === undefined) throw new TypeError(`column ${name} is ${type}`)
    return { bytes: bufferOver(this.bytes), ...texts }
  }

  coded(name: string): CodedColumn {
    const { type, texts, codes } = this.#column(name)
    if (texts === undefined || codes === undefined)
      throw new TypeError(`column ${name} is ${type}: its texts have no codes`)
    const column = { bytes: bufferOver(this.bytes), ...texts }
    const at = this.bytes.byteOffset + codes.from
    const of = CODES[codes.width]
    if (of === undefined) throw new TypeError(`column ${name} has codes of ${codes.width} bytes`)
    return {
      texts: Array.from(texts.starts, (_, index) => textAt(column, index)),
      codes: new of(this.bytes.buffer.slice(at, at + this.rows * codes.width)),
    }
  }

  /** Of each row its list: `Array(String)` or `Array(Float64)`. */
  lists(name: string): readonly (readonly (string | number)[])[] {
    const { type, texts, from, list_ends } = this.#column(name)
    if (list_ends === undefined) throw new TypeError(`column ${name} is ${type}: it holds no lists`)
    const values = bufferOver(this.bytes)
    const elementAt =
      texts === undefined
        ? (index: number) => values.readDoubleLE(from + index * Float64Array.BYTES_PER_ELEMENT)
        : (index: number) => textAt({ bytes: values, ...texts }, index)
    let start = 0
    return Array.from(list_ends, (end) => {
      const list =
        end === start
          ? NO_ELEMENTS
          : Array.from({ length: end - start }, (_, index) => elementAt(start + index))
      start = end
      return list
    })
  }

  #column(name: string): ScannedColumn {
    const column = this.#scan.columns.find((one) => one.name === name)
    if (column === undefined) throw new TypeError(`the answer has no column ${name}`)
    return column
  }

  get #scan(): { readonly rows: number; readonly columns: readonly ScannedColumn[] } {
    if (this.#scanned === undefined) {
      const scan = new BlockScan()
      if (!scan.goOn(bufferOver(this.bytes)) || scan.position !== this.bytes.length)
        throw new TypeError('the bytes are not one block')
      this.#scanned = { rows: scan.rows, columns: scan.columns }
    }
    return this.#scanned
  }
}

const NO_ELEMENTS: readonly never[] = []

/** The text in a row. */
export function textAt({ bytes, starts, ends }: TextColumn, row: number): string {
  return bytes.toString('utf8', starts[row], ends[row])
}

/** The text in a row whose texts have codes. */
export function textOfCode({ texts, codes }: CodedColumn, row: number): string {
  return texts[codes[row]!]!
}

const ARRAYS: Readonly<
  Record<
    string,
    {
      new (bytes: ArrayBufferLike): NumberColumn
      readonly BYTES_PER_ELEMENT: number
    }
  >
> = {
  UInt8: Uint8Array,
  UInt16: Uint16Array,
  UInt32: Uint32Array,
  Float64: Float64Array,
  Int64: BigInt64Array,
  UInt64: BigUint64Array,
}

const CODES: Readonly<
  Record<
    number,
    {
      new (bytes: ArrayBufferLike): CodedColumn['codes']
    }
  >
> = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array }
