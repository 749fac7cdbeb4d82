/*
 * One block of the engine's format Native: the numbers of its columns and rows, then column by
 * column its name, its type and its values. Numbers have their usual width, a text has its length
 * before it, a column of `LowCardinality(String)` has its different texts first and then a code a
 * row, and one of lists has first of each row how many elements it and all before it have, and then
 * the elements. Lengths and counts are LEB128.
 */

/** A column of a type that is not read here. */
export class BlockUnreadable extends Error {
  override readonly name = 'BlockUnreadable'
}

/** Where a column's values lie in a block. */
export interface ScannedColumn {
  readonly name: string
  readonly type: string
  readonly from: number
  readonly end: number
  /** Of texts: where each lies. */
  readonly texts?: { readonly starts: Uint32Array; readonly ends: Uint32Array }
  /** Of texts that have codes: where the codes begin, and the bytes of one. */
  readonly codes?: { readonly from: number; readonly width: number }
  /** Of lists: of each row, the elements up to its end; `from` is then where the elements begin. */
  readonly list_ends?: Float64Array
}

const WIDTHS: Readonly<Record<string, number>> = {
  UInt8: 1,
  UInt16: 2,
  UInt32: 4,
  Float64: 8,
  Int64: 8,
  UInt64: 8,
}
const CODED = 'LowCardinality(String)'
const FIXED = /^FixedString\((\d+)\)$/
const LIST = /^Array\((String|Float64)\)$/
/** Version, kind of codes, number of texts. */
const CODED_HEAD_BYTES = 24
const CODE_WIDTHS = [1, 2, 4] as const
/** Among the flags behind the kind of codes: texts of the block itself, those of an earlier one. */
const OWN_TEXTS = 0x2
const EARLIER_TEXTS = 0x1
const UINT64_BYTES = 8

type Lying = Omit<ScannedColumn, 'name' | 'type'>

/** What has not all come yet. */
const MORE = Symbol('more')

/**
 * Finds the columns of a block whose bytes come in pieces: after more came, `goOn` is called with
 * all of them, and texts that were passed over are not looked at again.
 */
export class BlockScan {
  /** The first byte that was not looked at; in the end the first behind the block. */
  position = 0
  rows = 0
  readonly columns: ScannedColumn[] = []
  #columns = -1
  #texts: Texts | undefined

  /** Whether all of the block has come. */
  goOn(bytes: Buffer): boolean {
    try {
      if (this.#columns === -1) this.#head(bytes)
      while (this.columns.length < this.#columns) this.#column(bytes)
      return true
    } catch (error) {
      if (error === MORE) return false
      throw error
    }
  }

  #head(bytes: Buffer): void {
    const columns = numberAt(bytes, this.position)
    const rows = numberAt(bytes, columns.end)
    this.#columns = columns.value
    this.rows = rows.value
    this.position = rows.end
  }

  #column(bytes: Buffer): void {
    const name = shortTextAt(bytes, this.position)
    const type = shortTextAt(bytes, name.end)
    const column = { name: name.value, type: type.value }
    const found =
      this.rows === 0
        ? { ...column, from: type.end, end: type.end }
        : { ...column, ...this.#rowsOf(bytes, type.value, type.end) }
    this.columns.push(found)
    this.position = found.end
    this.#texts = undefined
  }

  #rowsOf(bytes: Buffer, type: string, from: number): Lying {
    const [, element] = LIST.exec(type) ?? []
    if (element === undefined) return this.#values(bytes, type, from, this.rows)
    const elements = from + UINT64_BYTES * this.rows
    if (elements > bytes.length) throw MORE
    const list_ends = Float64Array.from({ length: this.rows }, (_, row) =>
      Number(bytes.readBigUInt64LE(from + UINT64_BYTES * row)),
    )
    return { ...this.#values(bytes, element, elements, list_ends.at(-1) ?? 0), list_ends }
  }

  #values(bytes: Buffer, type: string, from: number, count: number): Lying {
    if (type === 'String') {
      this.#texts ??= new Texts(count, from)
      const texts = this.#texts
      return { from, end: texts.goOn(bytes), texts }
    }
    if (type === CODED) return this.#coded(bytes, from)
    const width = WIDTHS[type] ?? Number(FIXED.exec(type)?.[1] ?? 0)
    if (width === 0) throw new BlockUnreadable(`blocks hold no columns of ${type}: cast it`)
    const end = from + width * count
    if (end > bytes.length) throw MORE
    return { from, end }
  }

  #coded(bytes: Buffer, from: number): Lying {
    if (from + CODED_HEAD_BYTES > bytes.length) throw MORE
    const width = CODE_WIDTHS[bytes.readUInt8(from + UINT64_BYTES)]
    const flags = bytes.readUInt8(from + UINT64_BYTES + 1)
    if (width === undefined || (flags & (OWN_TEXTS | EARLIER_TEXTS)) !== OWN_TEXTS)
      throw new BlockUnreadable(`blocks hold no columns of ${CODED} of this form`)
    const count = Number(bytes.readBigUInt64LE(from + 2 * UINT64_BYTES))
    this.#texts ??= new Texts(count, from + CODED_HEAD_BYTES)
    const texts = this.#texts
    const codes = texts.goOn(bytes) + UINT64_BYTES
    const end = codes + width * this.rows
    if (end > bytes.length) throw MORE
    return { from, end, texts, codes: { from: codes, width } }
  }
}

/** The same bytes. */
export function bufferOver({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}

/** The blocks that lie one after the other in an answer. Throws TypeError for one that is cut. */
export function* blocksIn(answer: Uint8Array): Generator<Uint8Array, void, undefined> {
  for (let from = 0; from < answer.length;) {
    const rest = answer.subarray(from)
    const scan = new BlockScan()
    if (!scan.goOn(bufferOver(rest))) throw new TypeError('the answer ends within a block')
    if (scan.rows > 0) yield rest.subarray(0, scan.position)
    from += scan.position
  }
}

/** Texts one after the other, each with its length before it. */
class Texts {
  readonly starts: Uint32Array
  readonly ends: Uint32Array
  #position: number
  #found = 0

  constructor(count: number, from: number) {
    this.starts = new Uint32Array(count)
    this.ends = new Uint32Array(count)
    this.#position = from
  }

  /** Behind the last of them. */
  goOn(bytes: Buffer): number {
    const { starts, ends } = this
    const { length } = bytes
    let [position, found] = [this.#position, this.#found]
    for (; found < starts.length; found += 1) {
      let start = position + 1
      // What has not come reads as undefined, and the end below is then beyond all.
      let size = bytes[position]!
      if (size > 0x7f) ({ value: size, end: start } = this.#longer(bytes, position, found))
      const end = start + size
      if (!(end <= length)) break
      starts[found] = start
      ends[found] = end
      position = end
    }
    this.#position = position
    this.#found = found
    if (found < starts.length) throw MORE
    return position
  }

  #longer(bytes: Buffer, position: number, found: number): NumberAt {
    this.#position = position
    this.#found = found
    return numberAt(bytes, position)
  }
}

interface NumberAt {
  readonly value: number
  readonly end: number
}

function numberAt(bytes: Buffer, from: number): NumberAt {
  let value = 0
  let factor = 1
  for (let at = from; at < bytes.length; at += 1) {
    const byte = bytes[at]!
    value += (byte & 0x7f) * factor
    if (byte < 0x80) return { value, end: at + 1 }
    factor *= 0x80
  }
  throw MORE
}

function shortTextAt(
  bytes: Buffer,
  from: number,
): { readonly value: string; readonly end: number } {
  const size = numberAt(bytes, from)
  const end = size.end + size.value
  if (end > bytes.length) throw MORE
  return { value: bytes.toString('utf8', size.end, end), end }
}
