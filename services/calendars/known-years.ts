import {
  JURISDICTION_BY_DEFAULT,
  type HolidayNoticeRecorded,
} from '@jianwei/events/calendar/events.ts'
import type { RegionId } from '@jianwei/events/identifiers/region-id.ts'
import type { CivilDate } from '@jianwei/events/instant.ts'
import { SHIPPED_NOTICES } from '@jianwei/events/working-days/working-days.ts'

/** A year that was announced, by its last notice. */
export interface KnownYear {
  readonly year: number
  /** 0 for what comes with the program. */
  readonly version: number
  readonly off: readonly CivilDate[]
  readonly work: readonly CivilDate[]
  readonly title: string | null
  readonly number: string | null
  readonly url: string | null
  readonly published_on: CivilDate | null
}

export interface KnownYears {
  readonly jurisdiction: string
  /** Null for the whole of it. */
  readonly region: RegionId | null
  readonly years: readonly KnownYear[]
  /**
   * Years between those that are known, and this one and the next where they are not; none of a
   * place, whose notices only add to those of the country.
   */
  readonly missing: readonly number[]
}

/** What is known of which jurisdiction and place. */
export function knownYears(
  notices: readonly HolidayNoticeRecorded[],
  thisYear: number,
): readonly KnownYears[] {
  const shipped = {
    jurisdiction: JURISDICTION_BY_DEFAULT,
    region: null,
    years: SHIPPED_NOTICES.map(({ year, off, work }) => ({ year, off, work, ...UNNAMED })),
  }
  const places = Map.groupBy(notices, placeOf)
  const own = [...places].map(([place, told]) => {
    // A group has a first.
    const { jurisdiction, region } = told[0]!
    const before = place === placeOf(shipped) ? shipped.years : []
    return { jurisdiction, region, years: [...before, ...told.map(knownYear)] }
  })
  const all = places.has(placeOf(shipped)) ? own : [shipped, ...own]
  return all
    .map(({ years, ...place }) => {
      const last = [...new Map(years.map((one) => [one.year, one])).values()]
      const sorted = last.toSorted((a, b) => a.year - b.year)
      return { ...place, years: sorted, missing: missingIn(place, sorted, thisYear) }
    })
    .toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1))
}

/** `CN`, and `CN 450000` for a place. */
export function placeOf({
  jurisdiction,
  region,
}: Pick<KnownYears, 'jurisdiction' | 'region'>): string {
  return region === null ? jurisdiction : `${jurisdiction} ${region}`
}

const UNNAMED = { version: 0, title: null, number: null, url: null, published_on: null } as const

function knownYear(notice: HolidayNoticeRecorded): KnownYear {
  const { year, version, off, work, title, number, url, published_on } = notice
  return { year, version, off, work, title, number, url, published_on }
}

function missingIn(
  { region }: Pick<KnownYears, 'region'>,
  years: readonly KnownYear[],
  thisYear: number,
): readonly number[] {
  const known = new Set(years.map(({ year }) => year))
  if (region !== null || known.size === 0) return []
  const first = Math.min(...known)
  const last = Math.max(thisYear + 1, ...known)
  return Array.from({ length: last - first + 1 }, (_, index) => first + index).filter(
    (year) => !known.has(year),
  )
}
