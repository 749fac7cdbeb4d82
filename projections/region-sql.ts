import { GRID_PREFIX } from '@jianwei/events/identifiers/grid-region.ts'
import { regionPrefix, type RegionCode } from '@jianwei/events/identifiers/region-code.ts'
import { or, sql, type Sql } from '#/sql.ts'

/**
 * Whether a column's region lies in `region` or is it, as `regionContains` of the events has it:
 * region codes compare by prefix, also parts of codes (`3302`) and with the cells of the grid;
 * places in a source's own numbering contain only themselves.
 */
export function withinRegionSql(column: Sql, region: string): Sql {
  if (region.includes(':')) return sql`${column} = ${region}`
  // What is no whole code is taken as the prefix it is.
  const prefix = regionPrefix(region as RegionCode)
  if (prefix === '') return sql`startsWith(${column}, '')`
  const inCell = sql`startsWith(${column}, ${GRID_PREFIX + prefix})`
  return sql`(startsWith(${column}, ${prefix}) OR ${inCell})`
}

/**
 * Whether a column's region lies in one of `regions`; empty text is for rows without a region.
 * `itself`: only rows of the regions themselves, and of nothing within them.
 */
export function inRegionsSql(column: Sql, regions: readonly string[], itself = false): Sql {
  return or(
    regions.map((region) =>
      itself || region === '' ? sql`${column} = ${region}` : withinRegionSql(column, region),
    ),
  )
}
