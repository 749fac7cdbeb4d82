import type { RawRecord, RecordSplitter } from '#/intake/records.ts'

/**
 * Cuts JSON in UTF-8, without a byte order mark, into records: the elements of an array, or values
 * one after another. Looks at brackets, quotes and line breaks only, and holds one record at a
 * time. What a record says is read later, and what is no JSON refused alone.
 */

export interface JsonSplitterOptions {
  readonly record_bytes_max: number
  /** The keys that lead from the whole to the array of records; empty where the whole is it. */
  readonly path: readonly string[]
}

const [QUOTE, BACKSLASH, COMMA, COLON, LINE_FEED] = [0x22, 0x5c, 0x2c, 0x3a, 0x0a]
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_ARRAY, CLOSE_ARRAY] = [0x7b, 0x7d, 0x5b, 0x5d]

/** A container around the records. */
interface Container {
  /** The bracket that opened it. */
  readonly kind: number
  /** The key whose value comes next. */
  key: string | undefined
}

export interface JsonSplitter extends RecordSplitter {
  /** Whether something that was opened is not closed: at the end, that the text was cut off. */
  isOpen(): boolean
}

export function jsonSplitter({ record_bytes_max, path }: JsonSplitterOptions): JsonSplitter {
  const around: Container[] = []
  let line = 1
  let inText = false
  let isEscaped = false
  /** Bytes of a key around the records, as they stand between its quotes. */
  let text: number[] = []
  let record: RecordInHand | undefined

  const isAtRecords = (): boolean => {
    const last = around.at(-1)
    if (path.length === 0 && last === undefined) return true
    if (last?.kind !== OPEN_ARRAY || around.length !== path.length + 1) return false
    return path.every((key, at) => around[at]?.kind === OPEN_OBJECT && around[at].key === key)
  }

  function passAround(byte: number): void {
    if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) around.push({ kind: byte, key: undefined })
    else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) around.pop()
    else if (byte === COLON) {
      const last = around.at(-1)
      if (last !== undefined) last.key = keyOf(text)
    }
  }

  /** True where the byte begins a record: at the top only an array is none. */
  const begins = (byte: number): boolean =>
    isAtRecords() && !isBetween(byte) && !(around.length === 0 && byte === OPEN_ARRAY)

  return {
    push(chunk) {
      const found: RawRecord[] = []
      for (let at = 0; at < chunk.length;) {
        const byte = chunk[at] ?? 0
        if (record === undefined && !inText && begins(byte) && byte !== CLOSE_ARRAY)
          record = recordInHand(line, record_bytes_max)
        if (record !== undefined) {
          const taken = record.take(chunk, at)
          line += taken.line_breaks
          at = taken.until
          if (taken.is_open) continue
          found.push(record.record())
          record = undefined
          continue
        }
        at += 1
        if (byte === LINE_FEED) line += 1
        if (inText) {
          if (isEscaped) isEscaped = false
          else if (byte === BACKSLASH) isEscaped = true
          else if (byte === QUOTE) inText = false
          if (inText && text.length < KEY_BYTES_MAX) text.push(byte)
        } else if (byte === QUOTE) {
          inText = true
          text = []
        } else passAround(byte)
      }
      return found
    },
    end: () => (record === undefined ? [] : [record.record()]),
    isOpen: () => around.length > 0 || inText || record?.isOpen() === true,
  }
}

const KEY_BYTES_MAX = 1_000

function keyOf(bytes: readonly number[]): string | undefined {
  try {
    return String(JSON.parse(`"${Buffer.from(bytes).toString('utf8')}"`))
  } catch {
    return undefined
  }
}

function isBetween(byte: number): boolean {
  return byte <= 0x20 || byte === COMMA
}

/** What a record has taken of a chunk. */
interface Taken {
  /** Where in the chunk it stopped. */
  readonly until: number
  readonly line_breaks: number
  readonly is_open: boolean
}

interface RecordInHand {
  isOpen(): boolean
  take(chunk: Uint8Array, from: number): Taken
  record(): RawRecord
}

/** Ends with the bracket that closes it; a value without brackets ends before what separates. */
function recordInHand(line: number, bytesMax: number): RecordInHand {
  const pieces: Uint8Array[] = []
  let kept = 0
  let bytes = 0
  let depth = 0
  let inText = false
  let isEscaped = false

  /** A piece that goes on in the next chunk is copied, so that no chunk is held for it. */
  function keep(piece: Uint8Array, isLast: boolean): void {
    bytes += piece.length
    const some = piece.subarray(0, bytesMax - kept)
    if (some.length === 0) return
    kept += some.length
    pieces.push(isLast ? some : some.slice())
  }

  return {
    take(chunk, from) {
      let line_breaks = 0
      let at = from
      let is_open = true
      while (is_open && at < chunk.length) {
        const byte = chunk[at] ?? 0
        const isFirst = bytes === 0 && at === from
        if (!inText && depth === 0 && !isFirst && (isBetween(byte) || byte === CLOSE_ARRAY)) {
          is_open = false
          break
        }
        at += 1
        if (byte === LINE_FEED) line_breaks += 1
        if (inText) {
          if (isEscaped) isEscaped = false
          else if (byte === BACKSLASH) isEscaped = true
          else if (byte === QUOTE) inText = false
        } else if (byte === QUOTE) inText = true
        else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) depth += 1
        else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
          depth -= 1
          is_open = depth > 0
        }
      }
      keep(chunk.subarray(from, at), !is_open)
      return { until: at, line_breaks, is_open }
    },
    isOpen: () => depth > 0 || inText,
    record: () => ({
      line,
      bytes: pieces.length === 1 ? (pieces[0] ?? NOTHING) : Buffer.concat(pieces),
      cut: bytes > bytesMax,
    }),
  }
}

const NOTHING = new Uint8Array(0)
