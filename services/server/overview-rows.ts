import { regionLevel, regionName } from '@jianwei/events/identifiers/region-code.ts'
import {
  isRegionCode,
  regionContains,
  type RegionId,
} from '@jianwei/events/identifiers/region-id.ts'
import type { RegionTable } from '@jianwei/events/identifiers/region-spans.ts'
import { RiskLevel } from '@jianwei/events/warning/events.ts'
import type { FacetedCounts, FacetRow } from '@jianwei/projections/overview/faceted-counts.ts'
import {
  groupOfRegion,
  type RegionGroup,
  type RegionGrouping,
} from '@jianwei/projections/overview/region-groups.ts'
import {
  numbersView,
  type CountedList,
  type Filter,
  type Numbers,
  type OverviewNumbers,
} from '#/server/views/overview-view.ts'

/** Rows that are told one by one; the rest is added up. */
export const OVERVIEW_ROWS_MAX = 500

/** The numbers that each row has, by facet, as the warehouse counted them. */
export interface CountedNumbers {
  readonly alerts: FacetedCounts<'open_alerts' | 'new_alerts'>
  readonly warnings: FacetedCounts<'new_warnings'>
  readonly duties: FacetedCounts<'overdue_duties'>
}

/** What all lists behind the overview are narrowed to. */
export interface Narrowing {
  readonly region: RegionId | undefined
  /** Of the period, as lists write times. */
  readonly since: string
  readonly until: string
}

const NONE: Numbers = { open_alerts: 0, new_warnings: 0, overdue_duties: 0 }

/** The numbers by the values of a facet. */
export function numbersBy(
  facet: 'region' | 'domain' | 'level',
  { alerts, warnings, duties }: CountedNumbers,
): ReadonlyMap<string, Numbers> {
  const found = new Map<string, Numbers>()
  const add = (rows: readonly FacetRow<keyof Numbers>[]): void => {
    for (const { value, counts } of rows)
      found.set(value, sumOf([found.get(value) ?? NONE, counts]))
  }
  add(
    alerts[facet].map(({ value, counts }) => ({
      value,
      counts: { ...NONE, open_alerts: counts.open_alerts },
    })),
  )
  add(warnings[facet].map(({ value, counts }) => ({ value, counts: { ...NONE, ...counts } })))
  add(duties[facet].map(({ value, counts }) => ({ value, counts: { ...NONE, ...counts } })))
  for (const [value, numbers] of found) if (isNothing(numbers)) found.delete(value)
  return found
}

export function sumOf(all: Iterable<Numbers>): Numbers {
  let total = NONE
  for (const { open_alerts, new_warnings, overdue_duties } of all)
    total = {
      open_alerts: total.open_alerts + open_alerts,
      new_warnings: total.new_warnings + new_warnings,
      overdue_duties: total.overdue_duties + overdue_duties,
    }
  return total
}

function isNothing(numbers: Numbers): boolean {
  return Object.values(numbers).every((count) => count === 0)
}

/** Numbers with their lists; `own` is what narrows a row beside what narrows the whole. */
export function withFilters(numbers: Numbers, own: Filter, narrowing: Narrowing): OverviewNumbers {
  const narrowed = { ...regionOf(narrowing), ...own }
  return numbersView(numbers, {
    open_alerts: { open: ['true'], ...narrowed },
    new_warnings: { ...narrowed, ...periodOf(narrowing) },
    overdue_duties: { breached: ['true'], ...narrowed },
  })
}

function regionOf({ region }: Narrowing): Filter {
  return region === undefined ? {} : { region: [region] }
}

function periodOf({ since, until }: Narrowing): Filter {
  return { since: [since], until: [until] }
}

/** Grouped, most open alerts first. */
export function regionRows(
  counted: CountedNumbers,
  grouping: RegionGrouping,
  narrowing: Narrowing,
  table: RegionTable,
) {
  const keys = [...numbersBy('region', counted)].map(([key, numbers]) => ({
    group: groupOfRegion(key, grouping, table),
    numbers,
  }))
  const groups = [...Map.groupBy(keys, ({ group }) => group.region).values()]
    .flatMap((same) => {
      const [first] = same
      return first === undefined
        ? []
        : [{ group: first.group, numbers: sumOf(same.map(({ numbers }) => numbers)) }]
    })
    .sort((a, b) => mostFirst(a.numbers, b.numbers) || (a.group.region < b.group.region ? -1 : 1))
  const told = groups.slice(0, OVERVIEW_ROWS_MAX)
  const rest = groups.slice(OVERVIEW_ROWS_MAX)
  return {
    regions: told.map(({ group, numbers }) => ({
      region: group.region === '' ? null : group.region,
      itself: group.itself,
      name: nameOf(group.region, table),
      ...withFilters(numbers, filterOf(group, narrowing), narrowing),
    })),
    more_regions: { rows: rest.length, ...sumOf(rest.map(({ numbers }) => numbers)) },
  }
}

function filterOf({ region, itself }: RegionGroup, { region: asked }: Narrowing): Filter {
  if (itself) return { region: [region], region_itself: ['true'] }
  // Whoever asks for a part of the group is shown that part.
  const isPart = asked !== undefined && region !== '' && regionContains(region as RegionId, asked)
  return { region: [isPart ? asked : region] }
}

function mostFirst(a: Numbers, b: Numbers): number {
  return (
    b.open_alerts - a.open_alerts ||
    b.new_warnings - a.new_warnings ||
    b.overdue_duties - a.overdue_duties
  )
}

/** Null for a place in another numbering. */
function nameOf(region: string, table: RegionTable): string | null {
  const id = region as RegionId
  if (region === '' || !isRegionCode(id)) return null
  if (regionLevel(id) !== 'heading') return regionName(id, undefined, table)
  // 市辖区 says nothing without the city.
  const province = groupOfRegion(region, 'province', table).region as RegionId
  const around = isRegionCode(province) ? regionName(province, undefined, table) : ''
  return `${around}${regionName(id, undefined, table)}`
}

export function domainRows(counted: CountedNumbers, narrowing: Narrowing) {
  return [...numbersBy('domain', counted)]
    .sort(([a, left], [b, right]) => mostFirst(left, right) || (a < b ? -1 : 1))
    .map(([domain, numbers]) => ({
      domain: domain === '' ? null : domain,
      ...withFilters(numbers, { domain: [domain] }, narrowing),
    }))
}

/** Every level, gravest first. */
export function levelRows(counted: CountedNumbers, narrowing: Narrowing) {
  const found = numbersBy('level', counted)
  return RiskLevel.options.map((level) => ({
    level,
    ...withFilters(found.get(level) ?? NONE, { level: [level] }, narrowing),
  }))
}

/** What has no level: overdue duties that are about facts and not about alerts. */
export function dutiesAboutFacts(counted: CountedNumbers, narrowing: Narrowing): CountedList {
  const { overdue_duties = 0 } = numbersBy('level', counted).get('') ?? {}
  const filter = { breached: ['true'], about: ['fact'], ...regionOf(narrowing) }
  return { count: overdue_duties, list: '/v1/duties', filter }
}
