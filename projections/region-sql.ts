import { regionPrefix, type RegionCode } from '@jianwei/events/identifiers/region-code.ts'
import { text } from '#/sql.ts'

/**
 * Whether a column's region lies in `region` or is it, as `regionContains` of the events has it: region codes compare by prefix, also
 * parts of codes (`3302`); places in a source's own numbering contain only themselves.
 */
export function withinRegionSql(column: string, region: string): string {
  if (region.includes(':')) return `${column} = ${text(region)}`
  // What is no whole code is taken as the prefix it is.
  return `startsWith(${column}, ${text(regionPrefix(region as RegionCode))})`
}
