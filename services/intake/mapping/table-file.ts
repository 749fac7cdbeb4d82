import { isUtf8 } from 'node:buffer'
import { z } from 'zod'
import { csvFields } from '#/text-reading/csv-fields.ts'

/** Two columns of a CSV file (UTF-8, a header, commas) that are a code table of a mapping. */
export const TableFile = z.strictObject({
  // A name and no path, so that it cannot lead out of the mapping's folder.
  file: z.string().regex(/^[^/\\]+\.csv$/, 'expected the name of a CSV file beside the mapping'),
  key: z.string().min(1),
  value: z.string().min(1),
})
export type TableFile = z.infer<typeof TableFile>

/** A table that is written in the mapping has texts, numbers and the like as its values too. */
export function isTableFile(table: object): table is TableFile {
  return TableFile.safeParse(table).success
}

export type TableContent = Readonly<Record<string, string>>

const ENTRIES_MAX = 100_000

/** The table, or in one sentence why the file is none. Rows with an empty key are passed over. */
export function tableOf(bytes: Uint8Array, { key, value }: TableFile): TableContent | string {
  if (!isUtf8(bytes)) return 'the file is not valid UTF-8'
  const lines = Buffer.from(bytes)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
  const header = csvFields(lines[0] ?? '', ',')?.map((name) => name.trim()) ?? []
  const [keyAt, valueAt] = [header.indexOf(key), header.indexOf(value)]
  if (keyAt === -1 || valueAt === -1)
    return `its header lacks the column ${keyAt === -1 ? key : value}`
  const table: Record<string, string> = Object.create(null)
  let entries = 0
  for (const [at, line] of lines.entries()) {
    if (at === 0 || line.trim() === '') continue
    const fields = csvFields(line, ',')
    if (fields === undefined) return `line ${at + 1} cannot be read as CSV`
    const name = (fields[keyAt] ?? '').trim()
    const said = (fields[valueAt] ?? '').trim()
    if (name === '') continue
    if (table[name] !== undefined && table[name] !== said)
      return `line ${at + 1} says something else of a key than a line before`
    table[name] = said
    entries += 1
    if (entries > ENTRIES_MAX) return `it has more than ${ENTRIES_MAX} entries`
  }
  return table
}
