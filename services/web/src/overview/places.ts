import type { Overview, RegionRow } from '#/overview/overview-queries.ts'

export type Square = Overview['squares'][number]

export interface PlacedRegions {
  /** All squares, each with what is known of its region. */
  readonly squares: readonly { readonly square: Square; readonly row: RegionRow | undefined }[]
  /** What has no square: places in a source's own numbering, no region, parts of provinces. */
  readonly others: readonly RegionRow[]
}

/** Regions on their squares, and the rest: each row is in one of both. */
export function placed({ squares, regions }: Pick<Overview, 'squares' | 'regions'>): PlacedRegions {
  const codes = new Set(squares.map(({ code }) => code))
  const isPlaced = ({ region, itself }: RegionRow): boolean =>
    region !== null && !itself && codes.has(region)
  const byCode = new Map(regions.filter(isPlaced).map((row) => [row.region, row]))
  return {
    squares: squares.map((square) => ({ square, row: byCode.get(square.code) })),
    others: regions.filter((row) => !isPlaced(row)),
  }
}
