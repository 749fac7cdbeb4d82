import type { z } from 'zod'

/**
 * A cell of the grid (网格) as a region: `grid:` and the cell's code, which begins with the region
 * code of where it lies, so that it is the lowest level of that region.
 */
export type GridRegion = string & z.$brand<'NamespacedRegion'>

export const GRID_PREFIX = 'grid:'

export function gridRegion(cellCode: string): GridRegion {
  return `${GRID_PREFIX}${cellCode}` as GridRegion
}

/** The code of the cell; undefined for a region that is none. */
export function gridCellOf(region: string): string | undefined {
  return region.startsWith(GRID_PREFIX) ? region.slice(GRID_PREFIX.length) : undefined
}
