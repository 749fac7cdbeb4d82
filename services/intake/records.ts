/**
 * Cuts a stream of bytes into records (lines, or CSV rows whose quoted fields may hold line breaks) without ever holding
 * more than one record and one chunk. It looks at bytes only, so it works for UTF-8 and for the encodings of GB and Big5,
 * in which no second byte is a quote or a line break.
 */

export interface RawRecord {
  /** Of the record's first line, from 1. */
  readonly line: number
  /** Without the line break. Cut to the limit when `cut`. */
  readonly bytes: Uint8Array
  /** The record was longer than the limit; the rest of it was passed over. */
  readonly cut: boolean
}

export interface RecordOptions {
  readonly record_bytes_max: number
  /** CSV: a line break between double quotes belongs to the record. */
  readonly quotes: boolean
}

export interface RecordSplitter {
  /** The records that are complete with these bytes. */
  push(chunk: Uint8Array): RawRecord[]
  /** What is left when the stream has ended as it should; undefined after a final line break. */
  end(): RawRecord | undefined
  /** The line at which the next record begins. */
  readonly line: number
}

const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
const QUOTE = 0x22
const NOTHING = new Uint8Array(0)

export function recordSplitter(options: RecordOptions): RecordSplitter {
  let pending: Uint8Array[] = []
  let pendingBytes = 0
  let cut = false
  let firstLine = 1
  let linesInside = 0
  let quoted = false

  function keep(bytes: Uint8Array): void {
    const room = options.record_bytes_max - pendingBytes
    if (bytes.length > room) cut = true
    const kept = bytes.subarray(0, Math.max(room, 0))
    if (kept.length === 0) return
    pending.push(kept)
    pendingBytes += kept.length
  }

  function finish(last: Uint8Array): RawRecord {
    keep(last)
    const only = pending.length === 1 ? pending[0] : undefined
    const bytes = withoutReturn(only ?? (pending.length === 0 ? NOTHING : Buffer.concat(pending)))
    const record = { line: firstLine, bytes, cut }
    firstLine += linesInside + 1
    pending = []
    pendingBytes = 0
    linesInside = 0
    cut = false
    quoted = false
    return record
  }

  /** A record over the limit ends at its next line break: a quote that never closes must not swallow the file. */
  function isInside(segment: Uint8Array): boolean {
    if (!options.quotes) return false
    for (let at = segment.indexOf(QUOTE); at !== -1; at = segment.indexOf(QUOTE, at + 1)) quoted = !quoted
    return quoted && !cut && pendingBytes + segment.length <= options.record_bytes_max
  }

  return {
    get line() {
      return firstLine
    },
    push(chunk) {
      const records: RawRecord[] = []
      let start = 0
      for (let at = chunk.indexOf(LINE_FEED); at !== -1; at = chunk.indexOf(LINE_FEED, at + 1)) {
        const segment = chunk.subarray(start, at)
        if (isInside(segment)) {
          keep(chunk.subarray(start, at + 1))
          linesInside += 1
        } else {
          records.push(finish(segment))
        }
        start = at + 1
      }
      const rest = chunk.subarray(start)
      if (rest.length > 0) {
        isInside(rest)
        // The rest is copied, so that a slow stream does not hold on to whole chunks.
        keep(rest.slice())
      }
      return records
    },
    end() {
      return pendingBytes === 0 && !cut ? undefined : finish(NOTHING)
    },
  }
}

function withoutReturn(bytes: Uint8Array): Uint8Array {
  return bytes.at(-1) === CARRIAGE_RETURN ? bytes.subarray(0, -1) : bytes
}
