import { looksLikeData } from '#/intake/files/looks-like.ts'
import { TOTALS } from '#/intake/proposal/usual-names.ts'
import { csvFields } from '#/text-reading/csv-fields.ts'

const DELIMITERS = [',', '\t', ';', '|'] as const
const LINES_LOOKED_AT = 50

export interface TableShape {
  /** The line with the names, from 1; 0 where none has them. */
  readonly header_row: number
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
  readonly totals: string | undefined
}

export interface TableLine {
  readonly line: number
  readonly fields: readonly string[]
}

/** The delimiter that cuts most lines into the same number of fields. */
export function delimiterOf(lines: readonly string[]): string {
  const looked = lines.filter((line) => line.trim() !== '').slice(0, LINES_LOOKED_AT)
  const scored = DELIMITERS.map((delimiter) => {
    const widths = looked.map((line) => csvFields(line.trimEnd(), delimiter)?.length ?? 0)
    const width = commonest(widths.filter((one) => one > 1))
    const same = widths.filter((one) => one === width).length
    return { delimiter, width: width ?? 1, same }
  })
  const [best] = scored.toSorted((a, b) => b.same - a.same || b.width - a.width)
  return best === undefined || best.width < 2 ? ',' : best.delimiter
}

/** Lines above the names are titles: they fill few cells. */
export function tableShape(lines: readonly TableLine[]): TableShape {
  const width = commonest(lines.map(({ fields }) => filledIn(fields))) ?? 0
  const at = lines.findIndex(({ fields }) => filledIn(fields) * 2 > width)
  const header = lines[at]
  if (header === undefined) return { header_row: 1, columns: [], rows: [], totals: undefined }
  const isData = looksLikeData(header.fields.filter((field) => field.trim() !== ''))
  const rows = lines.slice(isData ? at : at + 1).map(({ fields }) => fields)
  const columns = isData ? numbered(rows) : named(header.fields)
  const last = rows
    .at(-1)
    ?.find((cell) => cell.trim() !== '')
    ?.trim()
  const totals = TOTALS.find((word) => word === last)
  return {
    header_row: isData ? 0 : header.line,
    columns,
    rows: totals === undefined ? rows : rows.slice(0, -1),
    totals,
  }
}

function named(fields: readonly string[]): readonly string[] {
  const names = fields.map((field) => field.trim())
  return names.map((name, at) => {
    if (name === '' || /[{}\r\n]/.test(name)) return `#${at + 1}`
    if (names.indexOf(name) === names.lastIndexOf(name)) return name
    return `${name}#${names.slice(0, at + 1).filter((one) => one === name).length}`
  })
}

function numbered(rows: readonly (readonly string[])[]): readonly string[] {
  const width = Math.max(0, ...rows.map((row) => row.length))
  return Array.from({ length: width }, (_, at) => `c${at + 1}`)
}

/** A title says the same in all the cells that are merged under it. */
function filledIn(fields: readonly string[]): number {
  return new Set(fields.map((field) => field.trim()).filter((field) => field !== '')).size
}

function commonest(numbers: readonly number[]): number | undefined {
  const counts = new Map<number, number>()
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1)
  return [...counts].toSorted(([a, one], [b, other]) => other - one || b - a)[0]?.[0]
}
