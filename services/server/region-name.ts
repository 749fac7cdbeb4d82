import {
  regionName as nameOfCode,
  type RegionCode,
} from '@jianwei/events/identifiers/region-code.ts'
import type { RegionTable } from '@jianwei/events/identifiers/region-spans.ts'

/**
 * Of the county where a place lies deeper and has no name of its own; null for a place in another
 * numbering, and for a code that the table does not have.
 */
export function regionName(region: string | null, table: RegionTable): string | null {
  if (region === null || region.includes(':')) return null
  const isNamed = [region, region.slice(0, 6)].some((code) => table.spans(code) !== undefined)
  // What is stored as a region and has no namespace is a code.
  return isNamed ? nameOfCode(region as RegionCode, undefined, table) : null
}
