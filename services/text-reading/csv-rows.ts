import { csvLineEnd } from '#/text-reading/csv-fields.ts'

export interface CsvRow {
  /** On which it begins, from 1. */
  readonly line: number
  readonly text: string
}

/** The rows of a small file that is all in hand. Blank lines are none. */
export function csvRows(file: string): readonly CsvRow[] {
  const text = file.replace(/^\uFEFF/, '')
  const rows: CsvRow[] = []
  let open: CsvRow | undefined
  for (const [index, raw] of text.split('\n').entries()) {
    const { state } = csvLineEnd(raw, ',', open !== undefined)
    const line = raw.replace(/\r$/, '')
    const row: CsvRow =
      open === undefined
        ? { line: index + 1, text: line }
        : { line: open.line, text: `${open.text}\n${line}` }
    open = state === 'inside' ? row : undefined
    if (open === undefined && row.text.trim() !== '') rows.push(row)
  }
  // A quote that does not close: the reader of the row says so.
  return open === undefined ? rows : [...rows, open]
}
