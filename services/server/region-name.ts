import { regionPeriods } from '@jianwei/events/identifiers/region-table.ts'

/** Of the county where a place lies deeper; null for a place in another numbering. */
export function regionName(region: string | null): string | null {
  if (region === null || region.includes(':')) return null
  return regionPeriods(region.slice(0, 6))?.at(-1)?.name ?? null
}
