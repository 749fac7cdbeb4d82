import { isUtf8 } from 'node:buffer'
import { hash } from 'node:crypto'
import type { Instant } from '@jianwei/events/instant.ts'
import { csvFields } from '#/text-reading/csv-fields.ts'
import { exchangeTimeReader, readExchangeRecord } from '#/intake/exchange.ts'
import { guarded } from '#/intake/guarded-reading.ts'
import { readJson } from '#/intake/json-text.ts'
import { withLongNumbers } from '#/intake/long-numbers.ts'
import { EVENT_BYTES_MAX, lineTooLong } from '#/intake/line-reading.ts'
import { civilTimeReader } from '#/intake/mapping/civil-format.ts'
import { instantReader } from '#/intake/mapping/civil-time.ts'
import type { Mapping } from '#/intake/mapping/language.ts'
import { columnsUsed } from '#/intake/mapping/mapping-uses.ts'
import { readRow, rowMapper } from '#/intake/mapping/row-mapper.ts'
import { OF_RECORD, type Row } from '#/intake/mapping/row.ts'
import { refusal, type Reading, type RefusedInput } from '#/intake/reading.ts'
import type { CsvForm, RawRecord } from '#/intake/records.ts'

/**
 * Reads the records of a file by its mapping. What cannot be read is a refusal in its place:
 * nothing is thrown.
 */
export interface RecordReader {
  /** Kept with refused records; enough to read the record again on its own. */
  readonly content_type: string
  /** One reading for each record, in order. */
  read(records: readonly RawRecord[], notAfter: Instant): Reading[]
}

type Text =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly reading: Reading }

/** `columns` are those of the file's header; only CSV has them. */
export function recordReader(mapping: Mapping, columns: readonly string[]): RecordReader {
  const reader = mapping.input.format === 'csv' ? csvReader(mapping, columns) : jsonReader(mapping)
  return {
    content_type: reader.content_type,
    read(records, notAfter) {
      try {
        return reader.read(records, notAfter)
      } catch {
        // One record is at fault; alone, it fails alone.
        return records.map((record) =>
          guarded(mapping.source, () => onlyReading(reader.read([record], notAfter))),
        )
      }
    },
  }
}

function onlyReading([reading]: readonly Reading[]): Reading {
  if (reading === undefined) throw new TypeError('each record has a reading')
  return reading
}

/**
 * The names in a CSV file's first record, without blanks (and a mark of the byte order) at their
 * ends.
 */
export function headerOf(record: RawRecord, mapping: Mapping): readonly string[] | undefined {
  const text = decoder(mapping)(record)
  if (!text.ok) return undefined
  return csvFields(text.text.replace(/^\uFEFF/, ''), mapping.input.delimiter)?.map((name) =>
    name.trim(),
  )
}

/**
 * Columns of a header that stand in it more than once and that the mapping uses: which of them it
 * means is open.
 */
export function repeatedColumns(columns: readonly string[], mapping: Mapping): readonly string[] {
  const used = new Set(columnsUsed(mapping))
  const repeated = columns.filter(
    (column, at) => used.has(column) && columns.indexOf(column) !== at,
  )
  return [...new Set(repeated)]
}

/** How the file's bytes are cut into records. */
export function csvFormOf({ input }: Mapping): CsvForm | undefined {
  if (input.format !== 'csv') return undefined
  return { delimiter: input.delimiter, double_byte: input.encoding !== 'utf-8' }
}

const CSV_TYPE = 'text/csv'

/** The columns travel with a refused CSV record, because its bytes do not name them. */
export function columnsOfContentType(contentType: string): readonly string[] | undefined {
  const [, columns] = /^text\/csv; columns=([^;]+)$/.exec(contentType) ?? []
  return columns?.split(',').map(decodeURIComponent)
}

function csvReader(mapping: Mapping, columns: readonly string[]): RecordReader {
  const mapper = rowMapper(mapping)
  const decode = decoder(mapping)
  const repeated = repeatedColumns(columns, mapping)
  const ofRecord = ofRecordReader(mapping)
  const readFields = (
    fields: readonly string[] | undefined,
    beside: Row,
    notAfter: Instant,
  ): Reading => {
    const [first] = repeated
    // A file with such a header is refused whole; a row that was kept from one carries its columns.
    if (first !== undefined)
      return refusal(mapper.source, 'COLUMN_REPEATED', first, 'the header names it twice')
    if (fields === undefined)
      return refusal(mapper.source, 'CSV_MALFORMED', '', 'the quotes of this row do not match')
    if (fields.length !== columns.length) {
      const message = `the row has ${fields.length} fields, the header ${columns.length}`
      return refusal(mapper.source, 'CSV_FIELD_COUNT', '', message)
    }
    // Without a prototype, so that a column may have any name.
    const row: Record<string, unknown> = Object.assign(Object.create(null), beside)
    for (const [at, column] of columns.entries()) row[column] = fields[at] ?? ''
    return readRow(mapper, row, notAfter)
  }
  return {
    content_type: `${CSV_TYPE}; columns=${columns.map(encodeURIComponent).join(',')}`,
    read: (records, notAfter) =>
      records.map((record) => {
        const text = decode(record)
        return text.ok
          ? readFields(
              csvFields(text.text, mapping.input.delimiter),
              ofRecord(record, text.text),
              notAfter,
            )
          : text.reading
      }),
  }
}

function jsonReader(mapping: Mapping): RecordReader {
  const mapper = rowMapper(mapping)
  const decode = decoder(mapping)
  const ofRecord = ofRecordReader(mapping)
  const readTime = exchangeTimeReader(wallClockReader(mapping.time_zone))
  const readObject = (row: Row, notAfter: Instant): Reading =>
    mapping.input.format === 'exchange'
      ? readExchangeRecord(mapper, readTime, row, notAfter)
      : readRow(mapper, row, notAfter)
  return {
    content_type: 'application/x-ndjson',
    read(records, notAfter) {
      return records.map((record) => {
        const text = decode(record)
        if (!text.ok) return text.reading
        const row = parseObject(text.text, mapper.source)
        return row.ok ? readObject({ ...row.row, ...ofRecord(record, text.text) }, notAfter) : row
      })
    },
  }
}

/** What of `OF_RECORD` the mapping names. */
function ofRecordReader(mapping: Mapping): (record: RawRecord, text: string) => Row {
  const used = columnsUsed(mapping).filter((name) => OF_RECORD.some((known) => known === name))
  if (used.length === 0) return () => NOTHING_BESIDE
  return ({ line }, text) => ({
    '@line': line,
    '@hash': hash('sha256', text.replace(/\r$/, '')).slice(0, HASH_DIGITS),
  })
}

const NOTHING_BESIDE: Row = {}
const HASH_DIGITS = 32

function parseObject(
  text: string,
  source: string,
): { readonly ok: true; readonly row: Row } | RefusedInput {
  const read = readJson(text)
  if (!read.ok) return { ok: false, source, reasons: [read.reason] }
  const value = withLongNumbers(text, read.value)
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return { ok: true, row: value as Row }
  return refusal(source, 'JSON_MALFORMED', '', 'the line is not one complete JSON object')
}

function wallClockReader(zone: string): (text: string) => Instant | undefined {
  const formats = ['YYYY-MM-DD HH:mm:ss', 'YYYY-MM-DD'].map(civilTimeReader)
  const instantOf = instantReader(zone)
  return (text) => {
    for (const read of formats) {
      const civil = read(text)
      if (civil !== undefined) return instantOf(civil)
    }
    return undefined
  }
}

function decoder(mapping: Mapping): (record: RawRecord) => Text {
  const { encoding } = mapping.input
  const decode = encoding === 'utf-8' ? decodeUtf8 : otherDecoder(encoding)
  return (record) => {
    if (record.cut)
      return { ok: false, reading: { ...lineTooLong(EVENT_BYTES_MAX), source: mapping.source } }
    const text = decode(record.bytes)
    if (text !== undefined) return { ok: true, text }
    const message = `the bytes are not valid ${encoding}`
    return { ok: false, reading: refusal(mapping.source, 'ENCODING_INVALID', '', message) }
  }
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  if (!isUtf8(bytes)) return undefined
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
}

function otherDecoder(encoding: string): (bytes: Uint8Array) => string | undefined {
  const decoder = new TextDecoder(encoding, { fatal: true })
  return (bytes) => {
    try {
      return decoder.decode(bytes)
    } catch {
      return undefined
    }
  }
}
