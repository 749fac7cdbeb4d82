import type { Decider } from '#/decider.ts'
import {
  isKnownRegion,
  regionPrefix,
  WHOLE_COUNTRY,
  type RegionCode,
} from '#/identifiers/region-code.ts'
import { headingOf } from '#/identifiers/region-headings.ts'
import { SHIPPED_REGIONS, type RegionTable } from '#/identifiers/region-spans.ts'
import { RegionsRefused, type RegionProblem } from '#/region/errors.ts'
import type { RegionStated, StatedPeriod } from '#/region/events.ts'
import {
  NOTHING_STATED,
  regionTableWith,
  withStatement,
  type StatedRegions,
} from '#/region/stated-regions.ts'

export const STATED_REGIONS_MAX = 50_000

/**
 * All of the statements are taken or none:
 *
 *  - a region lies in one that is known, by its digits; it may be one of the same statements;
 *  - its periods do not overlap, and a name ends after it begins;
 *  - where its territory went is known too, and something goes only when a period ends;
 *  - a code is taken back only where the log has stated it, and nothing that is known lies in it.
 */
export interface StateRegions {
  readonly type: 'StateRegions'
  readonly regions: readonly RegionStated[]
}

export interface RegionEvent {
  readonly type: 'RegionStated'
  readonly data: RegionStated
}

export const regionDecider: Decider<StatedRegions, StateRegions, RegionEvent> = {
  initial: NOTHING_STATED,
  decide: decideRegions,
  evolve: (stated, { data }) => withStatement(stated, data),
}

function decideRegions({ regions }: StateRegions, stated: StatedRegions): readonly RegionEvent[] {
  const after = regions.reduce(withStatement, stated)
  const table = regionTableWith(after)
  const problems = [
    ...(after.size > STATED_REGIONS_MAX
      ? [{ code: 'REGIONS_TOO_MANY', message: `at most ${STATED_REGIONS_MAX} regions are stated` }]
      : []),
    ...repeated(regions),
    ...regions.flatMap((region) => problemsOf(region, stated, table)),
  ]
  if (problems.length > 0) throw new RegionsRefused(problems)
  return regions
    .filter((region) => !isSame(stated.get(region.code), region))
    .map((data) => ({ type: 'RegionStated', data }))
}

function repeated(regions: readonly RegionStated[]): readonly RegionProblem[] {
  const codes = regions.map(({ code }) => code)
  return [...new Set(codes.filter((code, at) => codes.indexOf(code) !== at))].map((code) => ({
    code: 'REGION_REPEATED',
    message: `${code} is stated twice; its periods belong into one statement`,
  }))
}

function problemsOf(
  { code, periods }: RegionStated,
  stated: StatedRegions,
  table: RegionTable,
): readonly RegionProblem[] {
  const problem = (name: string, message: string): RegionProblem => ({
    code: name,
    message: `${code}: ${message}`,
  })
  if (code === WHOLE_COUNTRY || headingOf(code) !== undefined)
    return [problem('REGION_FIXED', 'the whole country and headings of GB/T 2260 stay as they are')]
  const region = code
  if (periods.length === 0) {
    if (stated.get(code) === undefined)
      return [problem('REGION_NOT_STATED', 'nothing was stated of it that could be taken back')]
    const [inside] = isKnownRegion(region, table) ? [] : inner(region, table)
    return inside === undefined
      ? []
      : [problem('REGION_HOLDS_OTHERS', `${inside} lies in it; take that back as well`)]
  }
  const parent = parentCode(region)
  const hasParent = isKnownRegion(parent, table) && parent !== WHOLE_COUNTRY
  return [
    ...(hasParent || code.endsWith('0000')
      ? []
      : [problem('REGION_PARENT_UNKNOWN', `it would lie in ${parent}, which is unknown`)]),
    ...periods.flatMap((period, at) =>
      problemsOfPeriod(period, periods[at - 1], code, table).map(([name, text]) =>
        problem(name, text),
      ),
    ),
  ]
}

function problemsOfPeriod(
  { name, valid_from, valid_to, successors }: StatedPeriod,
  before: StatedPeriod | undefined,
  code: string,
  table: RegionTable,
): readonly (readonly [code: string, message: string])[] {
  const unknown = successors.filter((one) => one === code || !isKnownRegion(one, table))
  const overlaps =
    before !== undefined &&
    (before.valid_to === null || valid_from === null || valid_from < before.valid_to)
  const isBackward = valid_from !== null && valid_to !== null && valid_to <= valid_from
  return [
    ...(isBackward
      ? [['REGION_DAYS', `${name} would end on ${valid_to}, before it begins`] as const]
      : []),
    ...(overlaps
      ? [['REGION_DAYS', `${name} would begin before ${before.name} has ended`] as const]
      : []),
    ...(successors.length > 0 && valid_to === null
      ? [['REGION_SUCCESSORS', `${name} has successors and no day on which it ends`] as const]
      : []),
    ...unknown.map((one) => ['REGION_SUCCESSORS', `the successor ${one} is unknown`] as const),
  ]
}

/**
 * The code in which another lies by its digits: the prefecture, or the province where the county
 * stands below it directly (a heading ends in 90).
 */
export function parentCode(code: RegionCode): RegionCode {
  const parent =
    code.length > 9
      ? code.slice(0, 9)
      : code.length > 6
        ? code.slice(0, 6)
        : code.endsWith('00')
          ? `${code.slice(0, 2)}0000`
          : `${code.slice(0, 4)}00`
  return parent as RegionCode
}

function inner(region: RegionCode, table: RegionTable): readonly string[] {
  const prefix = regionPrefix(region)
  return [...table.codes()].filter((code) => code !== region && code.startsWith(prefix))
}

/** The same of the code, whoever says it and why. */
function isSame(before: RegionStated | undefined, said: RegionStated): boolean {
  const periods = JSON.stringify(said.periods)
  if (before === undefined) return isShipped(said)
  return (
    before.kind === said.kind &&
    before.notice === said.notice &&
    JSON.stringify(before.periods) === periods
  )
}

/** What the program says of it already. */
function isShipped({ code, kind, periods }: RegionStated): boolean {
  const spans = SHIPPED_REGIONS.spans(code)
  return (
    spans !== undefined &&
    spans.length === periods.length &&
    spans.every((span, at) => {
      const period = periods[at]
      return (
        span.kind === kind &&
        span.name === period?.name &&
        span.from === period.valid_from &&
        span.to === period.valid_to &&
        span.successors.join() === period.successors.join()
      )
    })
  )
}
