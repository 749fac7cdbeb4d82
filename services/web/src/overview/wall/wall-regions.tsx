import { useMemo } from 'react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ApprovedMapView } from '#/overview/approved-map.tsx'
import { DARK } from '#/overview/chart-colours.ts'
import { rowsBesideMap } from '#/overview/map-rows.ts'
import { mapQuery, type Overview } from '#/overview/overview-queries.ts'
import type { NumberName } from '#/overview/overview-search.ts'
import { placed } from '#/overview/places.ts'
import { RegionTreemap } from '#/overview/region-treemap.tsx'
import { useRegionWords } from '#/overview/region-words.ts'
import { ShadeKey } from '#/overview/shade-key.tsx'
import { shadesUpTo } from '#/overview/shades.ts'
import { useUnit } from '#/overview/wall/use-screen.ts'
import { wallRow, wallRows } from '#/overview/wall/wall-rows.ts'
import { WallTable } from '#/overview/wall/wall-table.tsx'
import { WallTiles } from '#/overview/wall/wall-tiles.tsx'

const ROOM = 9
const LETTERS = 1.7

export interface WallViewProps {
  readonly overview: Overview
  readonly number: NumberName
}

/** Where risk is: the map of whoever has one, squares where regions have some, areas else. */
export function WallRegions({ overview, number }: WallViewProps) {
  const { t } = useTranslation('overview')
  const words = useRegionWords()
  const unit = useUnit()
  const { data: map } = useQuery(mapQuery)
  const { regions } = overview
  const shades = useMemo(
    () => shadesUpTo(Math.max(0, ...regions.map((row) => row[number].count))),
    [regions, number],
  )
  const { others } = placed(overview)
  const hasSquares = others.length < regions.length
  const drawing = { regions, number, shades, style: { colours: DARK, size: unit * LETTERS } }
  const listed = map != null ? rowsBesideMap(map, regions) : hasSquares ? others : regions
  const { rows: more, ...numbers } = overview.more_regions
  const rows = wallRows(
    listed.map((row) => wallRow(`${row.region ?? ''} ${row.itself}`, words(row), row)),
    { room: ROOM, number },
    { rows: more, numbers },
  )
  const beside = map != null ? t('regions.others_map') : t('regions.others')
  return (
    <>
      <section className="wall-block wall-drawing">
        <h2>
          {t('regions.title')} · {t(`number.${number}`)}
        </h2>
        {map != null && <ApprovedMapView map={map} {...drawing} />}
        {map == null && hasSquares && <WallTiles {...{ overview, number, shades }} />}
        {map == null && !hasSquares && regions.length > 0 && <RegionTreemap {...drawing} />}
        {regions.length === 0 && <p>{t('wall.no_risk')}</p>}
        <ShadeKey number={number} shades={shades} />
      </section>
      <WallTable
        title={map == null && !hasSquares ? t('regions.column') : beside}
        rows={rows}
        empty={t('wall.none')}
      />
    </>
  )
}
