import {
  isKnownRegion,
  regionName,
  regionPrefix,
  type RegionCode,
} from '#/identifiers/region-code.ts'
import { headingOf } from '#/identifiers/region-headings.ts'
import type { RegionSpan, RegionTable } from '#/identifiers/region-spans.ts'
import { comparedRegionName, shortRegionName } from '#/identifiers/region-words.ts'
import type { CivilDate } from '#/instant.ts'

/** A code that a name may mean, and the days between which it had that name. */
export interface NamedRegion {
  readonly code: RegionCode
  readonly span: RegionSpan
}

/** The names of a table, full and in short. They are gathered when the first is asked for. */
export class RegionNames {
  readonly table: RegionTable
  #indexes: readonly Map<string, NamedRegion[]>[] | undefined

  constructor(table: RegionTable) {
    this.table = table
  }

  /** By the full name first: all that have it, within a region where one is given. */
  named(text: string, within: RegionCode | null): readonly (readonly NamedRegion[])[] {
    const name = comparedRegionName(text)
    this.#indexes ??= indexesOf(this.table)
    return this.#indexes.map((index) =>
      (index.get(name) ?? []).filter((one) => liesIn(one.code, within)),
    )
  }
}

/** The heading of GB/T 2260 that a region has under this name, such as 市辖区 in 110000. */
export function headingIn(text: string, within: RegionCode | null): RegionCode | undefined {
  if (within?.length !== 6) return undefined
  const name = comparedRegionName(text)
  const prefix = regionPrefix(within)
  const codes = prefix.length === 2 ? [`${prefix}0100`, `${prefix}0200`, `${prefix}9000`] : []
  // 省直辖县级行政区划 is written as well.
  const found = [...codes, `${prefix}01`].find((code) => {
    const heading = headingOf(code)?.name
    return heading === name || (heading?.startsWith('直辖') === true && name.endsWith(heading))
  })
  return found as RegionCode | undefined
}

export function liesIn(code: RegionCode, within: RegionCode | null): boolean {
  return within === null || code.startsWith(regionPrefix(within))
}

/** With what it lies in, for people: `370103 济南市市中区`. */
export function wordsOfRegion(code: RegionCode, table: RegionTable, on?: CivilDate): string {
  const city = `${code.slice(0, 4)}00` as RegionCode
  const isBelow = code.length === 6 && city !== code && headingOf(city) === undefined
  const around = isBelow && isKnownRegion(city, table) ? regionName(city, on, table) : ''
  return `${code} ${around}${regionName(code, on, table)}`
}

/** Of full names and of short ones. */
function indexesOf(table: RegionTable): readonly Map<string, NamedRegion[]>[] {
  const [full, short] = [new Map<string, NamedRegion[]>(), new Map<string, NamedRegion[]>()]
  for (const code of table.codes())
    for (const span of table.spans(code) ?? []) {
      const named = { code: code as RegionCode, span }
      add(full, comparedRegionName(span.name), named)
      const words = shortRegionName(code, span.name)
      if (words !== undefined) add(short, words, named)
    }
  return [full, short]
}

function add(index: Map<string, NamedRegion[]>, name: string, named: NamedRegion): void {
  const known = index.get(name)
  if (known === undefined) index.set(name, [named])
  else known.push(named)
}
