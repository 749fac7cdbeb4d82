import { GRID_PREFIX, gridCellOf } from '@jianwei/events/identifiers/grid-region.ts'
import { isRegionCode, type RegionId } from '@jianwei/events/identifiers/region-id.ts'
import type { RegionTable } from '@jianwei/events/identifiers/region-spans.ts'
import { REGION_TILES } from '@jianwei/events/identifiers/region-tiles.ts'
import { list, sql, type Sql } from '#/sql.ts'

/** How finely regions are told apart: 省级, 地级. */
export const REGION_GROUPINGS = ['province', 'prefecture'] as const
export type RegionGrouping = (typeof REGION_GROUPINGS)[number]

const PROVINCES: ReadonlySet<string> = new Set(REGION_TILES.map(({ code }) => code.slice(0, 2)))

/**
 * A region that stands for many, so that few of them are read: its county or prefecture, or itself
 * where it lies in no county (a province, the whole country, a place in a source's own numbering).
 * Empty where there is none.
 */
export function regionKeySql(column: Sql): Sql {
  const from = GRID_PREFIX.length + 1
  const digits = sql`if(startsWith(${column}, ${GRID_PREFIX}), substring(${column}, ${from}),
    if(position(${column}, ':') > 0, '', toString(${column})))`
  const part = (begin: number) => sql`substring(${digits}, ${begin}, 2)`
  return sql`multiIf(
  ${part(1)} NOT IN (${list([...PROVINCES])}) OR ${part(3)} = '00', toString(${column}),
  ${part(5)} = '00', concat(substring(${digits}, 1, 4), '00'),
  substring(${digits}, 1, 6))`
}

/** Regions that are counted as one, and how lists are narrowed to them. */
export interface RegionGroup {
  /** Empty for what has no region. */
  readonly region: string
  /** Whether it is the region alone, and nothing within it. */
  readonly itself: boolean
}

/** Where a key of `regionKeySql` belongs. */
export function groupOfRegion(
  key: string,
  grouping: RegionGrouping,
  table: RegionTable,
): RegionGroup {
  if (key === '') return { region: '', itself: false }
  // Keys are regions that events have, or what these begin with.
  const digits = isRegionCode(key as RegionId) ? key : (gridCellOf(key) ?? '')
  if (!PROVINCES.has(digits.slice(0, 2))) return { region: key, itself: true }
  if (grouping === 'province') return { region: `${digits.slice(0, 2)}0000`, itself: false }
  if (digits.slice(2, 4) === '00') return { region: key, itself: true }
  const prefecture = `${digits.slice(0, 4)}00`
  // Some counties of old lie in no prefecture that the table has.
  return { region: table.spans(prefecture) !== undefined ? prefecture : key, itself: false }
}
