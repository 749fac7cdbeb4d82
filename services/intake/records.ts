import { csvLineEnd, type LineEnd } from '#/text-reading/csv-fields.ts'

/**
 * Cuts a stream of bytes into records (lines, or CSV rows whose quoted fields may hold line breaks)
 * without ever holding more than one record, one line and one chunk. It looks at bytes only, so it
 * works for UTF-8 and for the encodings of GB and Big5, in which no second byte is a quote or a
 * line break.
 *
 * A CSV row goes on after a line break while a field that a quote opened is not closed. Where that
 * field does not end as it must (a quote in a wrong place, more bytes than a record may have, other
 * than the header's number of fields, the end of the file), the quote opened nothing: the row's
 * first line is a record by itself, which its reader refuses, and reading goes on at the next line.
 * So a bad row costs one row.
 */

export interface RawRecord {
  /** Of the record's first line, from 1. */
  readonly line: number
  /** Without the line break. Cut to the limit when `cut`. */
  readonly bytes: Uint8Array
  /** The record was longer than the limit; the rest of it was passed over. */
  readonly cut: boolean
  /** Bytes of it were no text of the file's encoding, and stand in it as U+FFFD. */
  readonly is_damaged?: boolean
  /** Cells of which what is shown is not what the file knows, by their place from 0. */
  readonly wrong_cells?: readonly WrongCell[]
}

export interface WrongCell {
  readonly place: number
  readonly code: string
  readonly message: string
}

export interface CsvForm {
  /** One character of ASCII. */
  readonly delimiter: string
  /**
   * The encoding writes some characters as two bytes of which the second may look like a delimiter
   * (GB, Big5).
   */
  readonly double_byte: boolean
  /** Lines before this one are passed over; from 1. */
  readonly from_line?: number
}

export interface RecordOptions {
  readonly record_bytes_max: number
  /** Where the records are rows of CSV; otherwise they are lines. */
  readonly csv?: CsvForm | undefined
}

export interface RecordSplitter {
  /** The records that are complete with these bytes. */
  push(chunk: Uint8Array): RawRecord[]
  /** What is left when the stream has ended as it should. */
  end(): RawRecord[]
}

interface Line {
  readonly number: number
  readonly bytes: Uint8Array
  readonly cut: boolean
}

const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
const QUOTE = 0x22
const NOTHING = new Uint8Array(0)
/** As Latin-1 characters. */
const BYTE_ORDER_MARK = '\u00ef\u00bb\u00bf'
/** Two bytes that are one character, or half of one, in the encodings of GB and Big5. */
const DOUBLE_BYTES = /[\x81-\xfe][\x30-\x39\x40-\xfe]/g

export function recordSplitter({ record_bytes_max, csv }: RecordOptions): RecordSplitter {
  const lines = lineSplitter(record_bytes_max)
  const rows = csv === undefined ? undefined : rowGatherer(csv, record_bytes_max)
  const fromLine = csv?.from_line ?? 1
  const recordsOf = (some: readonly Line[]): RawRecord[] =>
    rows === undefined
      ? some.map((line) => recordOf([line]))
      : some.flatMap((line) => (line.number < fromLine ? [] : rows.add(line)))
  return {
    push: (chunk) => recordsOf(lines.push(chunk)),
    end: () => [...recordsOf(lines.end()), ...(rows?.end() ?? [])],
  }
}

interface LineSplitter {
  push(chunk: Uint8Array): Line[]
  end(): Line[]
}

function lineSplitter(bytesMax: number): LineSplitter {
  let pending: Uint8Array[] = []
  let pendingBytes = 0
  let cut = false
  let number = 1

  function keep(bytes: Uint8Array): void {
    const room = bytesMax - pendingBytes
    if (bytes.length > room) cut = true
    const kept = bytes.subarray(0, Math.max(room, 0))
    if (kept.length === 0) return
    pending.push(kept)
    pendingBytes += kept.length
  }

  function finish(last: Uint8Array): Line {
    keep(last)
    const only = pending.length === 1 ? pending[0] : undefined
    const line = {
      number,
      bytes: only ?? (pending.length === 0 ? NOTHING : Buffer.concat(pending)),
      cut,
    }
    number += 1
    pending = []
    pendingBytes = 0
    cut = false
    return line
  }

  return {
    push(chunk) {
      const found: Line[] = []
      let start = 0
      for (let at = chunk.indexOf(LINE_FEED); at !== -1; at = chunk.indexOf(LINE_FEED, at + 1)) {
        found.push(finish(chunk.subarray(start, at)))
        start = at + 1
      }
      // The rest is copied, so that a slow stream does not hold on to whole chunks.
      if (start < chunk.length) keep(chunk.slice(start))
      return found
    },
    end: () => (pendingBytes === 0 && !cut ? [] : [finish(NOTHING)]),
  }
}

interface RowGatherer {
  add(line: Line): RawRecord[]
  end(): RawRecord[]
}

function rowGatherer(form: CsvForm, bytesMax: number): RowGatherer {
  let fields: number | undefined
  let open: Line[] = []
  let openBytes = 0
  let delimiters = 0

  function close(): readonly Line[] {
    const lines = open
    open = []
    openBytes = 0
    delimiters = 0
    return lines
  }

  /** Whether the lines in hand are a row that is complete, may go on, or is none. */
  function standing(end: LineEnd, line: Line): LineEnd['state'] {
    if (end.state === 'complete' && open.length === 1) return 'complete'
    if (end.state === 'unreadable' || line.cut || openBytes > bytesMax) return 'unreadable'
    const found = delimiters + 1
    const fits =
      fields === undefined || (end.state === 'complete' ? found === fields : found <= fields)
    return fits ? end.state : 'unreadable'
  }

  function add(added: Line): RawRecord[] {
    const records: RawRecord[] = []
    const waiting = [added]
    for (let line = waiting.pop(); line !== undefined; line = waiting.pop()) {
      const isPlain = open.length === 0 && fields !== undefined && line.bytes.indexOf(QUOTE) === -1
      if (isPlain) {
        records.push(recordOf([line]))
        continue
      }
      const end = csvLineEnd(charactersOf(line, form), form.delimiter, open.length > 0)
      open.push(line)
      openBytes += line.bytes.length + (open.length > 1 ? 1 : 0)
      delimiters += end.delimiters
      const state = standing(end, line)
      if (state === 'inside') continue
      // The first row is the header.
      if (state === 'complete') fields ??= delimiters + 1
      records.push(...settled(state, waiting))
    }
    return records
  }

  /**
   * The record that the lines in hand are; the lines that are none of it wait to be read anew, the
   * next one last.
   */
  function settled(state: LineEnd['state'], waiting: Line[]): RawRecord[] {
    const lines = close()
    if (state === 'complete') return [recordOf(lines)]
    for (let at = lines.length - 1; at > 0; at--) {
      const line = lines[at]
      if (line !== undefined) waiting.push(line)
    }
    return [recordOf(lines.slice(0, 1))]
  }

  return {
    add,
    end() {
      const records: RawRecord[] = []
      while (open.length > 0) {
        const waiting: Line[] = []
        for (const record of settled('unreadable', waiting)) records.push(record)
        for (let line = waiting.pop(); line !== undefined; line = waiting.pop()) {
          for (const record of add(line)) records.push(record)
        }
      }
      return records
    },
  }
}

function recordOf(lines: readonly Line[]): RawRecord {
  const [first] = lines
  if (first === undefined) throw new TypeError('a record has a line')
  const { number: line, cut } = first
  const bytes = lines.length === 1 ? first.bytes : joined(lines)
  return { line, bytes: withoutReturn(bytes), cut }
}

function joined(lines: readonly Line[]): Uint8Array {
  const feed = Uint8Array.of(LINE_FEED)
  return Buffer.concat(lines.flatMap(({ bytes }, at) => (at === 0 ? [bytes] : [feed, bytes])))
}

/**
 * One character for each byte. A mark of the byte order at the file's beginning is no part of its
 * first field.
 */
function charactersOf({ number, bytes }: Line, { double_byte }: CsvForm): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  const own =
    number === 1 && text.startsWith(BYTE_ORDER_MARK) ? text.slice(BYTE_ORDER_MARK.length) : text
  return double_byte ? own.replace(DOUBLE_BYTES, '  ') : own
}

function withoutReturn(bytes: Uint8Array): Uint8Array {
  return bytes.at(-1) === CARRIAGE_RETURN ? bytes.subarray(0, -1) : bytes
}
