import { readXlsx, streamXlsxRows } from 'hucre/xlsx'

/** The one file that knows hucre, which reads workbooks (.xlsx). */

/** A date is the wall clock that the cell shows, read as UTC. */
export type CellValue = string | number | boolean | Date | null

export interface SheetRow {
  /** From 1, as a spreadsheet counts. */
  readonly number: number
  readonly values: readonly CellValue[]
}

export interface ReadSheet {
  readonly rows: readonly (readonly CellValue[])[]
  /** Both from 0. */
  readonly isFormula: (row: number, column: number) => boolean
}

/** The first sheet, in a range such as `A1:Z500`; undefined where the workbook has none. */
export async function firstSheet(bytes: Uint8Array, range: string): Promise<ReadSheet | undefined> {
  const { sheets } = await readXlsx(bytes, { sheets: [0], range })
  const [sheet] = sheets
  if (sheet === undefined) return undefined
  return {
    rows: sheet.rows.map((row) => row.map(plainValue)),
    isFormula: (row, column) => sheet.cells?.get(`${row},${column}`)?.formula !== undefined,
  }
}

/**
 * The rows of a sheet as they are read, those without cells left out. Throws whatever the reader
 * throws, whose messages may repeat what stands in the file.
 *
 * @param sheet Its number from 0.
 */
export async function* sheetRows(
  workbook: ReadableStream<Uint8Array>,
  sheet: number,
): AsyncGenerator<SheetRow> {
  for await (const { index, values } of streamXlsxRows(workbook, { sheet }))
    yield { number: index + 1, values: values.map(plainValue) }
}

function plainValue(value: unknown): CellValue {
  if (value === null || value === undefined) return null
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value
  return value instanceof Date ? value : null
}
