import type { Cell } from '#/server/exports/xlsx-book.ts'

/** By this a spreadsheet program knows UTF-8. */
const BYTE_ORDER_MARK = '\ufeff'

/** What a spreadsheet program would take as the beginning of a formula (OWASP, CSV Injection). */
const FORMULA_START = /^[=+\-@\t\r\n＝＋－＠]/

/**
 * RFC 4180 with a byte order mark. Texts that would be run as formulas get an apostrophe.
 * `delimiter`: one character of ASCII.
 */
export async function* csvLines(
  rows: AsyncIterable<readonly Cell[]>,
  delimiter = ',',
): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK
  for await (const row of rows)
    yield `${row.map((cell) => csvField(cell, delimiter)).join(delimiter)}\r\n`
}

function csvField(cell: Cell, delimiter: string): string {
  if (cell === null) return ''
  if (typeof cell !== 'string') return String(cell)
  const harmless = FORMULA_START.test(cell) ? `'${cell}` : cell
  const isQuoted = harmless.includes(delimiter) || /[",;\t\r\n]/.test(harmless)
  return isQuoted ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
