import type { QuarantineEntry } from '@jianwei/events/ports/quarantine.ts'
import { csvFields } from '#/text-reading/csv-fields.ts'
import { decoderOf } from '#/intake/files/charset.ts'
import { charsetOfType, columnsOfType } from '#/intake/files/kept-type.ts'
import { rowOfXml } from '#/intake/files/xml-records.ts'
import { readJson } from '#/intake/json-text.ts'
import type { Mapping } from '#/intake/mapping/language.ts'
import { asJson, type Row } from '#/intake/mapping/row.ts'

export interface RefusedCell {
  readonly column: string
  readonly text: string
}

/**
 * What a refused record of a file says, column by column; undefined for what is no record of a file
 * and for what cannot be read as one. Of objects the fields at the top, others in them as JSON.
 */
export function cellsOf(
  { origin, content_type, bytes }: QuarantineEntry,
  mapping: Mapping | undefined,
): readonly RefusedCell[] | undefined {
  if (origin.channel !== 'file') return undefined
  const text = decoderOf(charsetOfType(content_type) ?? 'utf-8')(bytes)
  if (text === undefined) return undefined
  const columns = columnsOfType(content_type)
  if (columns !== undefined) return cellsOfTable(text, columns, mapping?.input.delimiter ?? ',')
  const row = content_type.startsWith('application/xml') ? xmlRow(text) : jsonRow(text)
  return row && Object.entries(row).map(([column, value]) => ({ column, text: wordsOf(value) }))
}

function cellsOfTable(
  text: string,
  columns: readonly string[],
  delimiter: string,
): readonly RefusedCell[] | undefined {
  const fields = csvFields(text.replace(/\r$/, ''), delimiter)
  if (fields === undefined) return undefined
  const places = Math.max(fields.length, columns.length)
  return Array.from({ length: places }, (_, at) => ({
    column: columns[at] ?? `#${at + 1}`,
    text: fields[at] ?? '',
  }))
}

function jsonRow(text: string): Row | undefined {
  const read = readJson(text)
  const value = read.ok ? read.value : undefined
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Row)
    : undefined
}

function xmlRow(text: string): Row | undefined {
  try {
    return rowOfXml(text)
  } catch {
    // It was refused for that.
    return undefined
  }
}

function wordsOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'string' ? value : JSON.stringify(asJson(value))
}
