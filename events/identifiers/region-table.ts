import rows from '#/identifiers/region-table.json' with { type: 'json' }

/**
 * The six-digit codes of GB/T 2260 since 1981, with the names they carried and what became of them.
 * One row of the JSON is one name of one code: `code name from-to successors`, where a successor
 * may carry the year of its change in brackets. Source and licence: `NOTICE.md`.
 */

export const REGION_TABLE_FIRST_YEAR = 1981
/** Changes up to the end of this year are in the table; later ones are not known here. */
export const REGION_TABLE_LAST_YEAR = 2024

export interface RegionPeriod {
  readonly name: string
  /** The first year of the period. The source knows years, not days. */
  readonly fromYear: number
  /** The year in which the period ended; null while the code is in force under this name. */
  readonly toYear: number | null
  readonly successors: readonly RegionSuccessor[]
}

/**
 * Where territory of a code went, and in which year. Codes that stay in force can lose a part as
 * well.
 */
export interface RegionSuccessor {
  readonly code: string
  readonly year: number
}

/** The periods of a code, oldest first; undefined for a code that never was. */
export function regionPeriods(code6: string): readonly RegionPeriod[] | undefined {
  return periodsOfCode.get(code6)
}

export function regionTableCodes(): IterableIterator<string> {
  return periodsOfCode.keys()
}

const periodsOfCode = new Map<string, RegionPeriod[]>()
for (const row of rows) {
  const [code = '', name = '', years = '', successors = ''] = row.split(' ')
  const [from = '', to = ''] = years.split('-')
  const toYear = to === '' ? null : Number(to)
  const period = {
    name,
    fromYear: Number(from),
    toYear,
    successors: successorsIn(successors, code, toYear),
  }
  const periods = periodsOfCode.get(code)
  if (periods === undefined) periodsOfCode.set(code, [period])
  else periods.push(period)
}

function successorsIn(text: string, own: string, toYear: number | null): RegionSuccessor[] {
  if (text === '') return []
  return text
    .split(';')
    .map((entry) => ({ code: entry.slice(0, 6), year: Number(entry.slice(7, 11) || toYear) }))
    .filter(({ code }) => code !== own)
}
