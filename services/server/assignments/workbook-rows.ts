import { DomainError } from '@jianwei/events/errors.ts'
import { firstSheet, type CellValue } from '#/text-reading/workbook-file.ts'

/** The first sheet of a workbook that somebody sent. */

/** A workbook of this size cannot be a form of five hundred rows. */
const UNPACKED_BYTES_MAX = 8 * 1_024 * 1_024
const PARTS_MAX = 200
const COLUMNS = 'A1:Z'

/** What stands in a cell; `wrong`: why it cannot be taken for the text that it shows. */
export interface SheetCell {
  readonly text: string
  readonly wrong: 'formula' | 'date' | 'long_number' | 'flag' | null
}

/** The file is no workbook, or not one that is read here. The message says why. */
export class WorkbookRefused extends DomainError {
  override readonly name = 'WorkbookRefused'
  readonly code = 'BODY_UNREADABLE'
}

/** Rows from the first on, as many as `rows_max`. Throws WorkbookRefused. */
export async function workbookRows(
  bytes: Buffer,
  rows_max: number,
): Promise<readonly (readonly SheetCell[])[]> {
  assertSmallUnpacked(bytes)
  const range = `${COLUMNS}${rows_max}`
  try {
    const sheet = await firstSheet(bytes, range)
    if (sheet === undefined) throw new WorkbookRefused('the workbook has no sheet')
    return sheet.rows
      .slice(0, rows_max)
      .map((row, at) => row.map((value, column) => cellOf(value, sheet.isFormula(at, column))))
  } catch (error) {
    if (error instanceof WorkbookRefused) throw error
    // The library's messages may repeat what stands in the file.
    throw new WorkbookRefused('the file is not a workbook (.xlsx) that can be read')
  }
}

function cellOf(value: CellValue, isFormula: boolean): SheetCell {
  if (isFormula) return { text: '', wrong: 'formula' }
  if (value === null) return { text: '', wrong: null }
  if (typeof value === 'string') return { text: value.trim(), wrong: null }
  if (value instanceof Date) return { text: '', wrong: 'date' }
  if (typeof value === 'boolean') return { text: '', wrong: 'flag' }
  // Spreadsheets keep fifteen digits of a number; of a longer one nobody knows the others.
  const isWhole = Number.isInteger(value) && Math.abs(value) < 1e15
  return isWhole ? { text: String(value), wrong: null } : { text: '', wrong: 'long_number' }
}

const [END, CENTRAL] = [0x06054b50, 0x02014b50]
const [END_BYTES, CENTRAL_BYTES] = [22, 46]
const UNKNOWN_SIZE = 0xffffffff

/**
 * By the directory of the archive (APPNOTE.TXT of PKWARE, 4.3.12), before anything is unpacked: the
 * reader gives up a part that becomes larger than is said there.
 */
function assertSmallUnpacked(bytes: Buffer): void {
  const end = bytes.length - END_BYTES
  // Without a comment behind it, so that there is one way to find the directory.
  if (end < 0 || bytes.readUInt32LE(end) !== END || bytes.readUInt16LE(end + 20) !== 0)
    throw new WorkbookRefused('the file is not a workbook (.xlsx)')
  const parts = bytes.readUInt16LE(end + 10)
  let at = bytes.readUInt32LE(end + 16)
  if (parts > PARTS_MAX) throw new WorkbookRefused(`the workbook has more than ${PARTS_MAX} parts`)
  let unpacked = 0
  for (let part = 0; part < parts; part += 1) {
    if (at + CENTRAL_BYTES > end || bytes.readUInt32LE(at) !== CENTRAL)
      throw new WorkbookRefused('the workbook is damaged')
    const packed = bytes.readUInt32LE(at + 20)
    const size = bytes.readUInt32LE(at + 24)
    // A part that says of itself that it is empty would be unpacked without a limit.
    if (size === UNKNOWN_SIZE || packed === UNKNOWN_SIZE || (size === 0 && packed > 2))
      throw new WorkbookRefused('the workbook does not say how large its parts are')
    unpacked += size
    const lengths = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset))
    at += CENTRAL_BYTES + lengths.reduce((sum, length) => sum + length, 0)
  }
  if (unpacked > UNPACKED_BYTES_MAX)
    throw new WorkbookRefused(`unpacked, the workbook is larger than ${UNPACKED_BYTES_MAX} bytes`)
}
