import furtherRows from '#/identifiers/further-regions.json' with { type: 'json' }
import { headingOf } from '#/identifiers/region-headings.ts'
import { regionPeriods, regionTableCodes } from '#/identifiers/region-table.ts'
import type { CivilDate } from '#/instant.ts'

/** `division`: of GB/T 2260. The others are numbered beside it. */
export const REGION_KINDS = ['division', 'development_zone', 'new_area', 'other'] as const
export type RegionKind = (typeof REGION_KINDS)[number]

/** A name of a code, and from which day until which it had it. */
export interface RegionSpan {
  readonly name: string
  readonly kind: RegionKind
  /** Null: from a day that is not known. */
  readonly from: CivilDate | null
  /** The first day without it; null where it goes on. */
  readonly to: CivilDate | null
  /** Where its territory went, oldest change first. */
  readonly successors: readonly string[]
}

/** Which codes there are, with their names: those of the program, or with what the log added. */
export interface RegionTable {
  /** Oldest first; undefined for a code that the table does not have. */
  spans(code: string): readonly RegionSpan[] | undefined
  /** All but the headings of GB/T 2260. */
  codes(): Iterable<string>
}

const spansOfCode = new Map<string, RegionSpan[]>()

for (const code of regionTableCodes())
  spansOfCode.set(
    code,
    (regionPeriods(code) ?? []).map((period) => ({
      name: period.name,
      kind: 'division',
      from: firstDayOf(period.fromYear),
      to: period.toYear === null ? null : firstDayOf(period.toYear + 1),
      successors: period.successors.toSorted((a, b) => a.year - b.year).map((one) => one.code),
    })),
  )

for (const row of furtherRows) {
  const [code = '', kind = '', name = '', years = '', successor] = row.split(' ')
  const [from = '', last = ''] = years.split('-')
  const span: RegionSpan = {
    name,
    // The generator writes these words.
    kind: kind as RegionKind,
    from: from === '' ? null : firstDayOf(Number(from)),
    to: last === '' ? null : firstDayOf(Number(last) + 1),
    successors: successor === undefined ? [] : [successor],
  }
  spansOfCode.set(code, [...(spansOfCode.get(code) ?? []), span])
}

/**
 * GB/T 2260 with the further regions that come with the program. Both know years: a code is there
 * from the first day of its first year to the last of its last.
 */
export const SHIPPED_REGIONS: RegionTable = {
  spans: (code) => spansOfCode.get(code) ?? spansOfHeading(code),
  codes: () => spansOfCode.keys(),
}

/** A heading is there as long as the division that it belongs to. */
function spansOfHeading(code: string): readonly RegionSpan[] | undefined {
  const heading = headingOf(code)
  if (heading === undefined) return undefined
  return spansOfCode
    .get(heading.within)
    ?.map((span) => ({ ...span, name: heading.name, successors: [] }))
}

function firstDayOf(year: number): CivilDate {
  return `${year}-01-01` as CivilDate
}
