import { decoderOf } from '#/intake/files/charset.ts'
import { FileRefused } from '#/intake/files/file-errors.ts'
import type { FilePart } from '#/intake/files/file-parts.ts'
import { looksLikeData, looksLikeGbk } from '#/intake/files/looks-like.ts'
import { numberedColumn, placeOf } from '#/intake/mapping/column-places.ts'
import { isTable, type Mapping } from '#/intake/mapping/language.ts'
import { columnsUsed } from '#/intake/mapping/mapping-uses.ts'
import type { RawRecord } from '#/intake/records.ts'
import { csvFields } from '#/text-reading/csv-fields.ts'
import { nearestName } from '#/text-reading/nearest-name.ts'

/** Whether a line of the table names its columns. */
export function hasHeader(mapping: Pick<Mapping, 'input'>): boolean {
  return isTable(mapping) && mapping.input.header_row !== 0
}

/** Columns that a header names twice and the mapping uses by name: which it means is open. */
export function repeatedColumns(columns: readonly string[], mapping: Mapping): readonly string[] {
  const used = new Set(columnsUsed(mapping))
  const repeated = columns.filter(
    (column, at) => used.has(column) && columns.indexOf(column) !== at,
  )
  return [...new Set(repeated)]
}

/**
 * The columns of the part, by its line of names. Throws FileRefused, whose message says what the
 * part looks like, where they are not those of the mapping.
 */
export function checkedHeader(
  record: RawRecord,
  part: Pick<FilePart, 'name' | 'charset' | 'looks_like'>,
  mapping: Mapping,
): readonly string[] {
  const columns = namesIn(record, part, mapping)
  if (columns === undefined) {
    const hint = looksLikeGbk(record.bytes) ? '; it looks like GBK' : ''
    const message = `the line of names${ofMember(part)} cannot be read as CSV in ${part.charset}`
    throw new FileRefused('FILE_HEADER', message + hint)
  }
  const listed = mapping.input.columns ?? []
  const missing = listed.filter((column) => !columns.includes(column))
  if (missing.length > 0) {
    const words = `the header${ofMember(part)} lacks the columns ${missing.join(', ')}`
    throw new FileRefused('FILE_HEADER', words + hintOf(columns, missing, listed, part, mapping))
  }
  const repeated = repeatedColumns(columns, mapping)
  if (repeated.length > 0) {
    const names = repeated.join(', ')
    const message = `the header names more than once what the mapping reads: ${names}`
    throw new FileRefused('FILE_HEADER', `${message} (\`${repeated[0]}#2\` is the second)`)
  }
  checkPlaces(columns, mapping)
  return columns
}

/** Which file of an archive it is; a file that lies alone is known to whoever sent it. */
function ofMember({ name }: Pick<FilePart, 'name'>): string {
  return name.includes('/') ? ` of ${name}` : ''
}

/** Throws FileRefused where the mapping reads a column by a number that the table does not have. */
export function checkPlaces(columns: readonly string[], mapping: Mapping): void {
  const absent = columnsUsed(mapping).filter(
    (name) => numberedColumn(name) !== undefined && placeOf(name, columns) === undefined,
  )
  if (absent.length === 0) return
  const message = `there is no column ${absent.join(', ')}: the table has ${columns.length} columns`
  throw new FileRefused('FILE_HEADER', message)
}

/** Names without blanks (and a mark of the byte order) at their ends. */
function namesIn(
  { bytes, cut }: RawRecord,
  { charset }: Pick<FilePart, 'charset'>,
  { input }: Mapping,
): readonly string[] | undefined {
  const text = cut ? undefined : decoderOf(charset)(bytes)
  if (text === undefined) return undefined
  return csvFields(text.replace(/^\uFEFF/, ''), input.delimiter)?.map((name) => name.trim())
}

function hintOf(
  columns: readonly string[],
  [first = '']: readonly string[],
  listed: readonly string[],
  { looks_like }: Pick<FilePart, 'looks_like'>,
  { input }: Mapping,
): string {
  if (input.format === 'csv' && columns.length === 1 && listed.length > 1) {
    if (looks_like !== undefined) return `; it looks like ${looks_like}`
  }
  if (looksLikeData(columns)) return '; its first line looks like data: use `header_row: 0`'
  const meant = nearestName(first, columns)
  return meant === undefined ? '' : `; it has ${meant}`
}
