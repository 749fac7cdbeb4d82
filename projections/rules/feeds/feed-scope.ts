import type { RegionId } from '@jianwei/events/identifiers/region-id.ts'
import { regionContains } from '@jianwei/events/identifiers/region-id.ts'

/** Whose events an entry of a statement speaks of. Neither named: everybody's, everywhere. */
export interface FeedScope {
  readonly departments?: readonly string[] | undefined
  readonly regions?: readonly RegionId[] | undefined
}

/** The body that acted, and where. */
export interface FactBody {
  readonly department: string | null
  readonly region: string | null
}

/** Of one of the departments, or in one of the regions. */
export function inScope(
  { departments, regions }: FeedScope,
  { department, region }: FactBody,
): boolean {
  if (departments === undefined && regions === undefined) return true
  return (
    (department !== null && departments?.includes(department) === true) ||
    // What is no region of the table lies in none of them.
    (region !== null && regions?.some((one) => regionContains(one, region as RegionId)) === true)
  )
}
