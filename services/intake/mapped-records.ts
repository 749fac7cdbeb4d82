import { hash } from 'node:crypto'
import type { Instant } from '@jianwei/events/instant.ts'
import type { RegionTable } from '@jianwei/events/identifiers/region-spans.ts'
import { csvFields } from '#/text-reading/csv-fields.ts'
import { exchangeTimeReader, readExchangeRecord } from '#/intake/exchange.ts'
import { decoderOf, type Charset } from '#/intake/files/charset.ts'
import { repeatedColumns } from '#/intake/files/header.ts'
import { objectType, tableType } from '#/intake/files/kept-type.ts'
import { looksLikeGbk } from '#/intake/files/looks-like.ts'
import { XmlUnreadable } from '#/intake/files/xml-parser.ts'
import { rowOfXml } from '#/intake/files/xml-records.ts'
import { guarded } from '#/intake/guarded-reading.ts'
import { readJson } from '#/intake/json-text.ts'
import { withLongNumbers } from '#/intake/long-numbers.ts'
import { EVENT_BYTES_MAX, lineTooLong } from '#/intake/line-reading.ts'
import { civilTimeReader } from '#/intake/mapping/civil-format.ts'
import { instantReader } from '#/intake/mapping/civil-time.ts'
import { placeOf } from '#/intake/mapping/column-places.ts'
import { isExchange, isTable, type Mapping } from '#/intake/mapping/language.ts'
import { columnsUsed } from '#/intake/mapping/mapping-uses.ts'
import { readRow, rowMapper, type RowMapper } from '#/intake/mapping/row-mapper.ts'
import { OF_RECORD, type Row } from '#/intake/mapping/row.ts'
import { refusal, type Reading, type RefusedInput } from '#/intake/reading.ts'
import type { RawRecord } from '#/intake/records.ts'

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

/**
 * `columns` are those of the table's header, or the mapping's where it has none; only tables have
 * them. `charset` is how the bytes of the records are to be read. `regions` is what names and
 * codes of regions mean.
 */
export function recordReader(
  mapping: Mapping,
  columns: readonly string[],
  charset: Charset,
  regions: RegionTable,
): RecordReader {
  const mapper = rowMapper(mapping, regions)
  const reader = isTable(mapping)
    ? tableReader(mapping, mapper, columns, charset)
    : objectReader(mapping, mapper, charset)
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

type ReadObject = (row: Row, notAfter: Instant) => Reading

/** What a row says, by the format that the mapping says the records are of. */
function rowReader(mapping: Mapping, mapper: RowMapper): ReadObject {
  if (!isExchange(mapping)) return (row, notAfter) => readRow(mapper, row, notAfter)
  const readTime = exchangeTimeReader(wallClockReader(mapping.time_zone))
  return (row, notAfter) => readExchangeRecord(mapper, readTime, row, notAfter)
}

function tableReader(
  mapping: Mapping,
  mapper: RowMapper,
  columns: readonly string[],
  charset: Charset,
): RecordReader {
  const readObject = rowReader(mapping, mapper)
  const decode = decoder(mapping, charset)
  const [repeated] = repeatedColumns(columns, mapping)
  const ofRecord = ofRecordReader(mapping)
  const used = columnsUsed(mapping)
  // By their numbers, beside those that have a name of their own.
  const numbered = used.flatMap((name) => {
    const place = columns.includes(name) ? undefined : placeOf(name, columns)
    return place === undefined ? [] : [{ name, place }]
  })
  const isUsed = columns.map((name, at) => {
    return used.includes(name) || numbered.some(({ place }) => place === at)
  })
  const readFields = (
    fields: readonly string[] | undefined,
    record: RawRecord,
    beside: Row,
    notAfter: Instant,
  ): Reading => {
    // A file with such a header is refused whole; a row that was kept from one carries its columns.
    if (repeated !== undefined)
      return refusal(mapper.source, 'COLUMN_REPEATED', repeated, 'the header names it twice')
    if (fields === undefined)
      return refusal(mapper.source, 'CSV_MALFORMED', '', 'the quotes of this row do not match')
    if (fields.length !== columns.length) {
      const message = `the row has ${fields.length} fields, the header ${columns.length}`
      return refusal(mapper.source, 'CSV_FIELD_COUNT', '', message)
    }
    const wrong = record.wrong_cells?.find(({ place }) => isUsed[place])
    if (wrong !== undefined)
      return refusal(mapper.source, wrong.code, columns[wrong.place] ?? '', wrong.message)
    // Without a prototype, so that a column may have any name.
    const row: Record<string, unknown> = Object.assign(Object.create(null), beside)
    for (const [at, column] of columns.entries()) row[column] = fields[at] ?? ''
    for (const { name, place } of numbered) row[name] = fields[place] ?? ''
    return readObject(row, notAfter)
  }
  return {
    content_type: tableType(columns, charset),
    read: (records, notAfter) =>
      records.map((record) => {
        const text = decode(record)
        if (!text.ok) return text.reading
        const fields = csvFields(text.text, mapping.input.delimiter)
        return readFields(fields, record, ofRecord(record, text.text), notAfter)
      }),
  }
}

function objectReader(mapping: Mapping, mapper: RowMapper, charset: Charset): RecordReader {
  const readObject = rowReader(mapping, mapper)
  const decode = decoder(mapping, charset)
  const ofRecord = ofRecordReader(mapping)
  const isXml = mapping.input.format === 'xml'
  const parse = isXml ? parseXml : parseObject
  return {
    content_type: objectType(isXml ? 'xml' : 'json', charset),
    read(records, notAfter) {
      return records.map((record) => {
        const text = decode(record)
        if (!text.ok) return text.reading
        const row = parse(text.text, mapper.source)
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

type ParsedRow = { readonly ok: true; readonly row: Row } | RefusedInput

function parseXml(text: string, source: string): ParsedRow {
  try {
    const row = rowOfXml(text)
    return row === undefined
      ? refusal(source, 'XML_TOO_DEEP', '', 'the element nests deeper than a record may')
      : { ok: true, row }
  } catch (error) {
    if (!(error instanceof XmlUnreadable)) throw error
    return refusal(source, 'XML_MALFORMED', '', `the record is no XML element: ${error.message}`)
  }
}

function parseObject(text: string, source: string): ParsedRow {
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

function damaged(source: string): Reading {
  const message = 'bytes of it are no text in the encoding of the file; U+FFFD stands for them'
  return refusal(source, 'ENCODING_INVALID', '', message)
}

function decoder({ source }: Mapping, charset: Charset): (record: RawRecord) => Text {
  const decode = decoderOf(charset)
  return (record) => {
    if (record.cut) return { ok: false, reading: { ...lineTooLong(EVENT_BYTES_MAX), source } }
    const text = decode(record.bytes)
    if (text !== undefined && record.is_damaged !== true) return { ok: true, text }
    if (text !== undefined) return { ok: false, reading: damaged(source) }
    const hint = charset === 'utf-8' && looksLikeGbk(record.bytes) ? '; it looks like GBK' : ''
    const message = `the bytes are not valid ${charset}${hint}`
    return { ok: false, reading: refusal(source, 'ENCODING_INVALID', '', message) }
  }
}
