import type { z } from 'zod'
import { withoutNoise } from '#/identifiers/feed-noise.ts'
import {
  identifierSchema,
  refused,
  type ParsedIdentifier,
} from '#/identifiers/parsed-identifier.ts'
import {
  regionPeriods,
  REGION_TABLE_FIRST_YEAR,
  type RegionPeriod,
  type RegionSuccessor,
} from '#/identifiers/region-table.ts'
import type { CivilDate } from '#/instant.ts'

/**
 * Region code (行政区划代码): GB/T 2260, six digits, or the statistical extensions with nine (town,
 * street) and twelve (village, community). Canonical form: as few of 6, 9 or 12 digits as say the
 * same, so `330213000000` is kept as `330213`. The first six digits are compared with the table; no
 * table of towns and villages is held, so the digits after them are taken as the source wrote them.
 */
export type RegionCode = string & z.$brand<'RegionCode'>

export type RegionCodeRefusal = 'REGION_LENGTH' | 'REGION_DIGITS' | 'REGION_UNKNOWN'

/** `heading` codes (市辖区, 县, 直辖县级) group counties in GB/T 2260 and name no division of their own. */
export type RegionLevel =
  | 'country'
  | 'province'
  | 'prefecture'
  | 'heading'
  | 'county'
  | 'town'
  | 'village'

/**
 * The whole country: outside GB/T 2260, but written by national registers (and as 000000 by some).
 */
export const WHOLE_COUNTRY = '100000' as RegionCode

const LABELS = ['行政区划代码', '区划代码', '行政区划', '区划']
const MUNICIPALITIES = new Set(['11', '12', '31', '50'])

/** Codes that were abolished are accepted: they are history. Codes that never were are refused. */
export function parseRegionCode(raw: string): ParsedIdentifier<RegionCode, RegionCodeRefusal> {
  const text = regionPeriods(raw) === undefined ? withoutNoise(raw, LABELS) : raw
  if (text.length !== 6 && text.length !== 9 && text.length !== 12) {
    return refused(
      'REGION_LENGTH',
      `a region code has 6, 9 or 12 digits, this one has ${text.length} characters`,
    )
  }
  if (!/^\d+$/.test(text)) return refused('REGION_DIGITS', 'a region code is digits only')
  const code = shortest(text)
  if (code === '000000' || code === WHOLE_COUNTRY) return { ok: true, value: WHOLE_COUNTRY, raw }
  const division = code.slice(0, 6)
  if (regionPeriods(division) === undefined && headingOf(division) === undefined) {
    return refused(
      'REGION_UNKNOWN',
      `${division} is in no edition of GB/T 2260 from 1981 to 2024; ` +
        'a place outside that table is sent as namespace:local',
    )
  }
  return { ok: true, value: code as RegionCode, raw }
}

/** The twelve digits that statistical systems expect. */
export function formatRegionCode(code: RegionCode): string {
  return code.padEnd(12, '0')
}

export function regionLevel(code: RegionCode): RegionLevel {
  if (code === WHOLE_COUNTRY) return 'country'
  if (code.length === 12) return 'village'
  if (code.length === 9) return 'town'
  if (code.endsWith('0000')) return 'province'
  if (regionPeriods(code) === undefined) return 'heading'
  return code.endsWith('00') ? 'prefecture' : 'county'
}

/**
 * The name of the division, at that time where a date is given and the code was in force, otherwise
 * the latest. A town or village gives the name of the county it lies in.
 */
export function regionName(code: RegionCode, date?: CivilDate): string {
  if (code === WHOLE_COUNTRY) return '全国'
  const division = code.slice(0, 6)
  const periods = regionPeriods(division)
  if (periods === undefined) return headingOf(division)?.name ?? division
  const year = date === undefined ? undefined : yearIn(date)
  const then = year === undefined ? undefined : periods.findLast((period) => covers(period, year))
  return (then ?? periods.at(-1))?.name ?? division
}

/** The divisions around a code, outermost first, without the code itself. Headings are left out. */
export function regionAncestors(code: RegionCode): RegionCode[] {
  const candidates = [
    `${code.slice(0, 2)}0000`,
    `${code.slice(0, 4)}00`,
    code.slice(0, 6),
    code.slice(0, 9),
  ]
  // A prefix of a known code that is itself in the table is a region code.
  return [...new Set(candidates)].filter(
    (candidate) =>
      candidate !== code && candidate.length <= code.length && isAncestor(candidate, code),
  ) as RegionCode[]
}

/**
 * Whether the code was in force on that day. The table knows years, so in the year of a change both
 * the old and the new code count as in force; before 1981 nothing does, and what was in force at
 * the end of 2024 is taken to be so still.
 */
export function isRegionInForce(code: RegionCode, date: CivilDate): boolean {
  const year = yearIn(date)
  if (code === WHOLE_COUNTRY) return year >= REGION_TABLE_FIRST_YEAR
  const division = code.slice(0, 6)
  const periods = regionPeriods(division) ?? regionPeriods(headingOf(division)?.within ?? '') ?? []
  return periods.some((period) => covers(period, year))
}

/**
 * Where the territory of a division went, oldest change first. A code that stays in force may have
 * successors too: parts of it were moved. Towns and villages answer for the county they lie in.
 */
export function successorsOf(code: RegionCode): readonly RegionSuccessor[] {
  const periods = regionPeriods(code.slice(0, 6)) ?? []
  return periods.flatMap((period) => period.successors).sort((a, b) => a.year - b.year)
}

/**
 * The digits that every code inside the region begins with: `33` for 330000, `3302` for 330200,
 * nothing for the whole country. For SQL: `startsWith(region, prefix)`.
 */
export function regionPrefix(code: RegionCode): string {
  if (code === WHOLE_COUNTRY) return ''
  if (code.length !== 6) return code
  return code.endsWith('0000') ? code.slice(0, 2) : code.endsWith('00') ? code.slice(0, 4) : code
}

interface Heading {
  readonly name: string
  /** The code of the division that the heading belongs to. */
  readonly within: string
}

/**
 * The headings of GB/T 2260, which the yearly tables of the ministry leave out and feeds still
 * carry.
 */
function headingOf(code6: string): Heading | undefined {
  const province = `${code6.slice(0, 2)}0000`
  if (regionPeriods(province) === undefined) return undefined
  const rest = code6.slice(2)
  if (MUNICIPALITIES.has(code6.slice(0, 2))) {
    if (rest === '0100') return { name: '市辖区', within: province }
    if (rest === '0200') return { name: '县', within: province }
    return undefined
  }
  if (rest === '9000') return { name: '直辖县级行政区划', within: province }
  const prefecture = `${code6.slice(0, 4)}00`
  if (rest.endsWith('01') && regionPeriods(prefecture) !== undefined)
    return { name: '市辖区', within: prefecture }
  return undefined
}

function shortest(digits: string): string {
  let text = digits
  while (text.length > 6 && text.endsWith('000')) text = text.slice(0, -3)
  return text
}

function isAncestor(candidate: string, code: string): boolean {
  return candidate.length > 6 ? code.length > 9 : regionPeriods(candidate) !== undefined
}

function covers(period: RegionPeriod, year: number): boolean {
  return period.fromYear <= year && (period.toYear === null || year <= period.toYear)
}

function yearIn(date: CivilDate): number {
  return Number(date.slice(0, 4))
}

export const RegionCodeSchema = identifierSchema<RegionCode>(parseRegionCode, {
  title: '行政区划代码 Region code',
  description:
    'GB/T 2260, 6 digits, or 9 or 12 with town and village; abolished codes are accepted, ' +
    'unknown ones refused.',
  examples: ['330203', '330203001', '330213000000'],
})
