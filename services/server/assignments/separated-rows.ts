import { csvFields, csvLineEnd } from '#/text-reading/csv-fields.ts'
import { WorkbookRefused, type SheetCell } from '#/server/assignments/workbook-rows.ts'

const DELIMITER = ','
/** What the export of a text that looks like a formula puts before it. */
const APOSTROPHE = /^'(?=[=+\-@\t\r\n＝＋－＠])/
/** 15 and more digits that a spreadsheet program has shortened. */
const SHORTENED = /^\d(?:\.\d+)?E\+\d+$/i

/**
 * Rows of separated values in UTF-8, or in GB 18030 as spreadsheet programs of Chinese offices
 * write. Throws WorkbookRefused.
 */
export function separatedRows(bytes: Buffer, rows_max: number): readonly (readonly SheetCell[])[] {
  const rows: (readonly SheetCell[])[] = []
  let row = ''
  let isInside = false
  // What follows the last line break is no row.
  for (const line of textOf(bytes)
    .replace(/\r?\n$/, '')
    .split('\n')) {
    row = isInside ? `${row}\n${line}` : line
    const { state } = csvLineEnd(line, DELIMITER, isInside)
    isInside = state === 'inside'
    if (isInside) continue
    const fields = csvFields(row.replace(/\r$/, ''), DELIMITER)
    if (fields === undefined || state === 'unreadable')
      throw new WorkbookRefused(`row ${rows.length + 1} has a quote where none may stand`)
    rows.push(fields.map(cellOf))
    if (rows.length === rows_max) return rows
  }
  if (isInside) throw new WorkbookRefused('a quote is opened and not closed')
  return rows
}

function cellOf(field: string): SheetCell {
  const text = field.trim().replace(APOSTROPHE, '')
  return SHORTENED.test(text) ? { text: '', wrong: 'long_number' } : { text, wrong: null }
}

function textOf(bytes: Buffer): string {
  for (const encoding of ['utf-8', 'gb18030']) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes)
      if (!text.includes('\0')) return text
    } catch {
      // Written in the other one, or no text at all.
    }
  }
  throw new WorkbookRefused('the file is no text in UTF-8 or GB 18030')
}
