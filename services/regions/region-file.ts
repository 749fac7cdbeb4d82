import { z } from 'zod'
import { RegionCodeSchema } from '@jianwei/events/identifiers/region-code.ts'
import { REGION_KINDS } from '@jianwei/events/identifiers/region-spans.ts'
import { CivilDateSchema } from '@jianwei/events/instant.ts'
import { parentCode } from '@jianwei/events/region/decider.ts'
import { RegionsRefused, type RegionProblem } from '@jianwei/events/region/errors.ts'
import type { RegionStated, StatedPeriod } from '@jianwei/events/region/events.ts'
import { Passage, Words } from '@jianwei/events/vocabulary.ts'
import { csvFields } from '#/text-reading/csv-fields.ts'
import { csvRows } from '#/text-reading/csv-rows.ts'

/*
 * A table of regions as CSV: a row is a name of a code and the days between which it had it.
 * Several rows of a code are its periods. `parent` is for people: what a region lies in follows
 * from its digits, and a row that says otherwise is refused.
 */

const REQUIRED = ['code', 'name', 'kind'] as const
const KNOWN = [...REQUIRED, 'parent', 'valid_from', 'valid_to', 'successors', 'notice']

const Row = z.object({
  code: RegionCodeSchema,
  name: Words,
  kind: z.enum(REGION_KINDS),
  parent: RegionCodeSchema.nullable(),
  valid_from: CivilDateSchema.nullable(),
  valid_to: CivilDateSchema.nullable(),
  successors: z.array(RegionCodeSchema),
  notice: Passage,
})
type Row = z.infer<typeof Row>

/** What holds for the rows that do not say it themselves, and who says so. */
export interface FileStatement {
  readonly notice: string | undefined
  readonly actor: string
  readonly reason: string
}

/** Throws RegionsRefused with all that is wrong, by line. */
export function readRegionFile(file: string, by: FileStatement): readonly RegionStated[] {
  const [header, ...rows] = csvRows(file)
  const columns = (csvFields(header?.text ?? '', ',') ?? []).map((name) => name.trim())
  const wrong = headerProblems(columns)
  if (wrong.length > 0) throw new RegionsRefused(wrong)
  const problems: RegionProblem[] = []
  const read = rows.flatMap(({ line, text }) => {
    const fields = csvFields(text, ',')
    if (fields?.length !== columns.length) {
      const message = `line ${line}: not as many fields as the header has`
      problems.push({ code: 'ROW_UNREADABLE', message })
      return []
    }
    const row = readRow(new Map(columns.map((name, at) => [name, fields[at] ?? ''])), by)
    for (const message of row.problems)
      problems.push({ code: 'FIELD_VALUE', message: `line ${line}: ${message}` })
    return row.row === undefined ? [] : [row.row]
  })
  if (problems.length > 0) throw new RegionsRefused(problems)
  return statementsOf(read, by)
}

function headerProblems(columns: readonly string[]): readonly RegionProblem[] {
  const missing = REQUIRED.filter((name) => !columns.includes(name))
  const strange = columns.filter(
    (name, at) => !KNOWN.includes(name) || columns.indexOf(name) !== at,
  )
  return [
    ...missing.map((name) => ({
      code: 'COLUMN_MISSING',
      message: `the column ${name} is missing`,
    })),
    ...strange.map((name) => ({
      code: 'COLUMN_UNKNOWN',
      message: `the column ${name} is unknown or there twice; known are ${KNOWN.join(', ')}`,
    })),
  ]
}

function readRow(
  cells: ReadonlyMap<string, string>,
  { notice }: FileStatement,
): { readonly row?: Row; readonly problems: readonly string[] } {
  const cell = (name: string): string | null => cells.get(name)?.trim() || null
  const parsed = Row.safeParse({
    code: cell('code') ?? '',
    name: cell('name') ?? '',
    kind: cell('kind'),
    parent: cell('parent'),
    valid_from: cell('valid_from'),
    valid_to: cell('valid_to'),
    successors: (cell('successors') ?? '').split('|').filter((one) => one.trim() !== ''),
    notice: cell('notice') ?? notice,
  })
  if (!parsed.success)
    return {
      problems: parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`),
    }
  const { code, parent } = parsed.data
  const within = parentCode(code)
  return parent === null || parent === within
    ? { row: parsed.data, problems: [] }
    : { problems: [`parent: by its digits ${code} lies in ${within}`] }
}

/** One statement a code, in the order of the codes: what others lie in comes before them. */
function statementsOf(
  rows: readonly Row[],
  { actor, reason }: FileStatement,
): readonly RegionStated[] {
  const byCode = Map.groupBy(rows, ({ code }) => code)
  return [...byCode.values()]
    .flatMap((ofCode) => {
      const [first] = ofCode
      if (first === undefined) return []
      const { code, kind, notice } = first
      const periods = ofCode
        .map(periodOf)
        .toSorted((a, b) => ((a.valid_from ?? '') < (b.valid_from ?? '') ? -1 : 1))
      return [{ code, kind, periods, notice, actor, reason }]
    })
    .toSorted((a, b) => (a.code < b.code ? -1 : 1))
}

function periodOf({ name, valid_from, valid_to, successors }: Row): StatedPeriod {
  return { name, valid_from, valid_to, successors }
}
