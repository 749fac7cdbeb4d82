import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { openArchive } from '#/intake/files/archive.ts'
import { FileDamaged } from '#/intake/files/file-errors.ts'
import { layoutOf, sheetOf, type Merge, type SheetLayout } from '#/intake/files/workbook-parts.ts'
import type { Mapping } from '#/intake/mapping/language.ts'
import type { RawRecord, WrongCell } from '#/intake/records.ts'
import { csvRow } from '#/text-reading/csv-row.ts'
import { sheetRows, type CellValue, type SheetRow } from '#/text-reading/workbook-file.ts'

export interface OpenedSheet extends SheetLayout {
  /** From 0, in the order of the workbook. */
  readonly number: number
}

/** Throws FileRefused and FileDamaged. */
export async function openSheet(path: string, { sheet }: Mapping['input']): Promise<OpenedSheet> {
  await using archive = await openArchive(path)
  const found = await sheetOf(archive, sheet)
  return { number: found.number, ...(await layoutOf(found)) }
}

/**
 * The rows of a sheet as records of CSV in UTF-8, each on the line that is its row in the sheet,
 * from the row of names on. A merged cell says its value in each of its places. Rows without cells
 * are passed over. A row is as wide as the row of names, or as the mapping lists columns where
 * there is none; cells behind that stand where they hold something.
 *
 * Throws FileDamaged.
 */
export async function* workbookRecords(
  path: string,
  sheet: OpenedSheet,
  { header_row = 1, delimiter, columns = [] }: Mapping['input'],
  bytesMax: number,
): AsyncGenerator<readonly RawRecord[]> {
  const merged = mergedCells(sheet.merges)
  let width = header_row === 0 ? columns.length : undefined
  let records: RawRecord[] = []
  try {
    for await (const row of sheetRows(streamOf(path), sheet.number)) {
      if (row.number < header_row) continue
      const cells = merged(row).map(cellOf)
      const last = cells.findLastIndex(({ text }) => text !== '')
      if (last === -1) continue
      width ??= last + 1
      const kept = Array.from({ length: Math.max(width, last + 1) }, (_, at) => cells[at] ?? EMPTY)
      records.push(recordOf(row.number, kept, delimiter, bytesMax))
      if (records.length < ROWS_AT_ONCE) continue
      yield records
      records = []
    }
  } catch (error) {
    // Rows before the damage are whole.
    if (records.length > 0) yield records
    throw new FileDamaged('XLSX_DAMAGED', 'the workbook is damaged: save it anew', error)
  }
  if (records.length > 0) yield records
}

const ROWS_AT_ONCE = 100

function streamOf(path: string): ReadableStream<Uint8Array> {
  // Node's stream is the one that the web standard describes.
  return Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>
}

interface Cell {
  readonly text: string
  readonly wrong?: Omit<WrongCell, 'place'>
}

const EMPTY: Cell = { text: '' }

function recordOf(
  line: number,
  cells: readonly Cell[],
  delimiter: string,
  bytesMax: number,
): RawRecord {
  const bytes = Buffer.from(
    csvRow(
      cells.map(({ text }) => text),
      delimiter,
    ),
  )
  const wrong = cells.flatMap((cell, place) =>
    cell.wrong === undefined ? [] : [{ place, ...cell.wrong }],
  )
  return {
    line,
    bytes: bytes.subarray(0, bytesMax),
    cut: bytes.length > bytesMax,
    ...(wrong.length > 0 && { wrong_cells: wrong }),
  }
}

/** Spreadsheets keep fifteen digits of a number. */
const NUMBER_MAX = 1e15

const LONG_NUMBER = {
  code: 'CELL_LONG_NUMBER',
  message: 'the workbook keeps only 15 digits of this number: write the column as text',
}

function cellOf(value: CellValue): Cell {
  if (value === null) return EMPTY
  if (typeof value === 'string') return { text: value }
  if (typeof value === 'boolean') return { text: value ? 'TRUE' : 'FALSE' }
  if (value instanceof Date) return { text: dateText(value) }
  return Math.abs(value) < NUMBER_MAX
    ? { text: String(value) }
    : { text: String(value), wrong: LONG_NUMBER }
}

/** Days before this one are times of day: spreadsheets count them from it. */
const FIRST_DAY_MS = Date.UTC(1900, 0, 1)

/** `YYYY-MM-DD`, with ` HH:mm:ss` where it is not midnight; a time of day alone is `HH:mm:ss`. */
function dateText(date: Date): string {
  const iso = date.toISOString()
  const [day, time] = [iso.slice(0, 10), iso.slice(11, 19)]
  if (date.getTime() < FIRST_DAY_MS) return time
  return time === '00:00:00' ? day : `${day} ${time}`
}

/** Gives rows their merged cells. Rows come in their order, so what lies before is forgotten. */
function mergedCells(merges: readonly Merge[]): (row: SheetRow) => readonly CellValue[] {
  const waiting = merges.toSorted((a, b) => a.first_row - b.first_row)
  let open: { readonly merge: Merge; readonly value: CellValue }[] = []
  return ({ number, values }) => {
    open = open.filter(({ merge }) => merge.last_row >= number)
    for (let [next] = waiting; next !== undefined && next.first_row <= number; [next] = waiting) {
      waiting.shift()
      if (next.first_row === number && next.last_row >= number)
        open.push({ merge: next, value: values[next.first_column] ?? null })
    }
    if (open.length === 0) return values
    const filled = [...values]
    for (const { merge, value } of open) {
      for (let at = merge.first_column; at <= merge.last_column; at += 1) filled[at] = value
    }
    return Array.from(filled, (value) => value ?? null)
  }
}
