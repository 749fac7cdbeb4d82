import type { ApprovedMap, RegionRow } from '#/overview/overview-queries.ts'

export interface MapRow {
  readonly code: string
  readonly name: string
  readonly row: RegionRow | undefined
}

/** Each shape of a map once, with the numbers of its region. */
export function rowsOnMap(map: ApprovedMap, regions: readonly RegionRow[]): readonly MapRow[] {
  const byCode = new Map(
    regions.filter(({ itself }) => !itself).map((row) => [row.region, row] as const),
  )
  const named = new Map(
    map.regions.features.map(({ properties }) => [properties.adcode, properties.name]),
  )
  return [...named].map(([code, name]) => {
    const row = byCode.get(code)
    return { code, name: name ?? row?.name ?? code, row }
  })
}

/** What the map has no shape for. */
export function rowsBesideMap(
  map: ApprovedMap,
  regions: readonly RegionRow[],
): readonly RegionRow[] {
  const codes = new Set(map.regions.features.map(({ properties }) => properties.adcode))
  return regions.filter(({ region, itself }) => region === null || itself || !codes.has(region))
}
