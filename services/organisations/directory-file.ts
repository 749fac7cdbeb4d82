import { DomainError } from '@jianwei/events/errors.ts'
import { parseRegionId, type RegionId } from '@jianwei/events/identifiers/region-id.ts'
import { CivilDateSchema, type CivilDate } from '@jianwei/events/instant.ts'
import { Spelling, UnitId } from '@jianwei/events/organisation/events.ts'
import { Code, Words } from '@jianwei/events/vocabulary.ts'
import { csvFields } from '#/text-reading/csv-fields.ts'
import { csvRows } from '#/text-reading/csv-rows.ts'

/*
 * A directory as CSV: `unit_id`, `name` and `valid_from`, and where they are known `code`,
 * `parent`, `region`, `valid_to`, `spellings` and `successors`. Several values in a field have |
 * between them.
 */

export const DIRECTORY_ROWS_MAX = 5_000

/** The file as a whole cannot be read. */
export class DirectoryFileRefused extends DomainError {
  override readonly name = 'DirectoryFileRefused'
  readonly code = 'DIRECTORY_FILE_REFUSED'
}

/** What a row says of a unit. */
export interface DirectoryRow {
  readonly unit_id: string
  readonly name: string
  readonly code: string | null
  readonly parent: string | null
  readonly region: RegionId | null
  readonly valid_from: CivilDate
  readonly valid_to: CivilDate | null
  readonly spellings: readonly string[]
  /** The first of them has its work. */
  readonly successors: readonly string[]
}

export interface RowProblem {
  readonly code: string
  readonly message: string
}

/** A row of the file, or what is wrong with it. */
export interface ReadRow {
  /** Of the file, from 1 on; the header is the first. */
  readonly line: number
  /** As the file has it, for people. */
  readonly unit_id: string
  readonly row: DirectoryRow | null
  readonly problems: readonly RowProblem[]
}

const REQUIRED = ['unit_id', 'name', 'valid_from'] as const
const KNOWN = [...REQUIRED, 'code', 'parent', 'region', 'valid_to', 'spellings', 'successors']

/** Throws DirectoryFileRefused. */
export function readDirectoryFile(text: string): readonly ReadRow[] {
  const [header, ...rows] = csvRows(text)
  const names = header === undefined ? [] : (csvFields(header.text, ',') ?? [])
  const columns = names.map((name) => name.trim())
  for (const name of REQUIRED) {
    if (!columns.includes(name)) throw new DirectoryFileRefused(`the column ${name} is missing`)
  }
  const unknown = columns.find((name, at) => !KNOWN.includes(name) || columns.indexOf(name) !== at)
  if (unknown !== undefined)
    throw new DirectoryFileRefused(`the column ${unknown} is unknown or there twice`)
  if (rows.length > DIRECTORY_ROWS_MAX)
    throw new DirectoryFileRefused(`more than ${DIRECTORY_ROWS_MAX} rows; split the file`)
  return rows.map(({ line, text: row }) => readRow(line, csvFields(row, ','), columns))
}

function readRow(
  line: number,
  fields: readonly string[] | undefined,
  columns: readonly string[],
): ReadRow {
  if (fields === undefined || fields.length !== columns.length) {
    const found = fields === undefined ? 'a quote that does not close' : `${fields.length} fields`
    const message = `${found}; the header has ${columns.length}`
    return { line, unit_id: '', row: null, problems: [{ code: 'ROW_UNREADABLE', message }] }
  }
  const valueOf = (name: string): string => fields[columns.indexOf(name)]?.trim() ?? ''
  const problems: RowProblem[] = []
  const read = <Value>(name: string, schema: Reader<Value>): Value | undefined => {
    const parsed = schema.safeParse(valueOf(name))
    if (parsed.success) return parsed.data
    const [issue] = parsed.error.issues
    problems.push({ code: 'FIELD_VALUE', message: `${name}: ${issue?.message ?? 'unreadable'}` })
    return undefined
  }
  const optional = <Value>(name: string, schema: Reader<Value>): Value | null =>
    valueOf(name) === '' ? null : (read(name, schema) ?? null)
  const list = (name: string, schema: Reader<string>): readonly string[] =>
    [...new Set(valueOf(name).split('|'))]
      .map((part) => part.trim())
      .filter((part) => part !== '')
      .filter((part) => {
        if (schema.safeParse(part).success) return true
        problems.push({ code: 'FIELD_VALUE', message: `${name}: ${part} is not one` })
        return false
      })
  const region = valueOf('region') === '' ? null : parseRegionId(valueOf('region'))
  if (region?.ok === false) problems.push({ code: region.code, message: region.message })
  const [unit_id, name, valid_from] = [
    read('unit_id', UnitId),
    read('name', Words),
    read('valid_from', CivilDateSchema),
  ]
  const rest = {
    code: optional('code', Code),
    parent: optional('parent', UnitId),
    region: region?.ok === true ? region.value : null,
    valid_to: optional('valid_to', CivilDateSchema),
    spellings: list('spellings', Spelling.shape.spelling),
    successors: list('successors', UnitId),
  }
  const isWhole = unit_id !== undefined && name !== undefined && valid_from !== undefined
  const row = isWhole && problems.length === 0 ? { unit_id, name, valid_from, ...rest } : null
  return { line, unit_id: valueOf('unit_id'), row, problems }
}

/** What reads a field: a schema of zod. */
interface Reader<Value> {
  safeParse(text: string):
    | { readonly success: true; readonly data: Value }
    | {
        readonly success: false
        readonly error: { readonly issues: readonly { readonly message: string }[] }
      }
}
