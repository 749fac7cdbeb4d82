import type { z } from 'zod'
import { withoutNoise } from '#/identifiers/feed-noise.ts'
import {
  identifierSchema,
  refused,
  type ParsedIdentifier,
} from '#/identifiers/parsed-identifier.ts'
import { headingOf } from '#/identifiers/region-headings.ts'
import { SHIPPED_REGIONS, type RegionSpan, type RegionTable } from '#/identifiers/region-spans.ts'
import { regionPeriods, REGION_TABLE_FIRST_YEAR } from '#/identifiers/region-table.ts'
import type { CivilDate } from '#/instant.ts'

/**
 * Region code (行政区划代码): GB/T 2260, six digits, or the statistical extensions with nine (town,
 * street) and twelve (village, community). Canonical form: as few of 6, 9 or 12 digits as say the
 * same, so `330213000000` is kept as `330213`. A code of this type has the form of one and lies in
 * a province that there is or was: what the log holds stays readable, whatever a table of regions
 * says now. Whether a code is known is asked of a table (`isKnownRegion`).
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

/** Whether the code is known is not asked here: of that a table knows more every year. */
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
  if (regionPeriods(`${code.slice(0, 2)}0000`) === undefined) {
    return refused(
      'REGION_UNKNOWN',
      `no province has the digits ${code.slice(0, 2)}; ` +
        'a place outside GB/T 2260 is sent as namespace:local',
    )
  }
  return { ok: true, value: code as RegionCode, raw }
}

/**
 * Whether the table has the first six digits. Codes that were abolished are known: they are
 * history. Of towns and villages no table needs to be complete, so the digits after them are taken
 * as the source wrote them.
 */
export function isKnownRegion(code: RegionCode, table: RegionTable = SHIPPED_REGIONS): boolean {
  return code === WHOLE_COUNTRY || table.spans(code.slice(0, 6)) !== undefined
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
  if (regionPeriods(code) === undefined && headingOf(code) !== undefined) return 'heading'
  return code.endsWith('00') ? 'prefecture' : 'county'
}

/**
 * The name of the region, at that time where a date is given and the code was in force, otherwise
 * the latest. A town or village that the table does not have gives the name of the county it lies
 * in.
 */
export function regionName(
  code: RegionCode,
  date?: CivilDate,
  table: RegionTable = SHIPPED_REGIONS,
): string {
  if (code === WHOLE_COUNTRY) return '全国'
  const spans = spansOf(code, table)
  const then = date === undefined ? undefined : spans.findLast((span) => covers(span, date))
  return (then ?? spans.at(-1))?.name ?? code.slice(0, 6)
}

/** The divisions around a code, outermost first, without the code itself. Headings are left out. */
export function regionAncestors(
  code: RegionCode,
  table: RegionTable = SHIPPED_REGIONS,
): RegionCode[] {
  const candidates = [
    `${code.slice(0, 2)}0000`,
    `${code.slice(0, 4)}00`,
    code.slice(0, 6),
    code.slice(0, 9),
  ]
  // A prefix of a code that the table knows is a region code.
  return [...new Set(candidates)].filter(
    (candidate) =>
      candidate !== code &&
      candidate.length <= code.length &&
      isAncestor(candidate as RegionCode, code, table),
  ) as RegionCode[]
}

/**
 * Whether the code was in force on that day. GB/T 2260 as it comes with the program knows years, so
 * in the year of a change both the old and the new code count as in force; before 1981 nothing
 * does, and what was in force at the end of 2024 is taken to be so still.
 */
export function isRegionInForce(
  code: RegionCode,
  date: CivilDate,
  table: RegionTable = SHIPPED_REGIONS,
): boolean {
  if (code === WHOLE_COUNTRY) return date >= `${REGION_TABLE_FIRST_YEAR}-01-01`
  return spansOf(code, table).some((span) => covers(span, date))
}

/**
 * Where the territory of a region went, oldest change first. A code that stays in force may have
 * successors too: parts of it were moved. Towns and villages answer for the county they lie in.
 */
export function successorsOf(
  code: RegionCode,
  table: RegionTable = SHIPPED_REGIONS,
): readonly string[] {
  return [...new Set(spansOf(code, table).flatMap(({ successors }) => successors))]
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

function shortest(digits: string): string {
  let text = digits
  while (text.length > 6 && text.endsWith('000')) text = text.slice(0, -3)
  return text
}

function isAncestor(candidate: RegionCode, code: RegionCode, table: RegionTable): boolean {
  if (candidate.length > 6) return code.length > 9
  return regionLevel(candidate) !== 'heading' && table.spans(candidate) !== undefined
}

/** Of the code, else of the county it lies in. */
function spansOf(code: RegionCode, table: RegionTable): readonly RegionSpan[] {
  return table.spans(code) ?? table.spans(code.slice(0, 6)) ?? []
}

function covers({ from, to }: RegionSpan, date: CivilDate): boolean {
  return (from === null || from <= date) && (to === null || date < to)
}

export const RegionCodeSchema = identifierSchema<RegionCode>(parseRegionCode, {
  title: { zh: '行政区划代码', en: 'Region code' },
  description: {
    zh:
      '6 位，或者含乡镇、村的 9 位、12 位：GB/T 2260 的代码、随程序提供的其他区域代码，' +
      '或者运行单位增补的代码；已撤销的代码可用，未知的代码拒收。',
    en:
      '6 digits, or 9 or 12 with town and village: of GB/T 2260, of the further regions that ' +
      'come with the program, or added by whoever runs it; abolished codes are accepted, ' +
      'unknown ones refused.',
  },
  examples: ['330203', '330203001', '330213000000'],
})
