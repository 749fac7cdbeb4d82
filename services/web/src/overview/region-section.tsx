import { useMemo } from 'react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { LAPTOP } from '#/overview/chart-colours.ts'
import { ApprovedMapView } from '#/overview/approved-map.tsx'
import { rowsBesideMap } from '#/overview/map-rows.ts'
import { NumbersTable, type NumbersRow } from '#/overview/numbers-table.tsx'
import { mapQuery, type Overview, type RegionRow } from '#/overview/overview-queries.ts'
import type { NumberName, OverviewSearch, ShownAs } from '#/overview/overview-search.ts'
import { placed } from '#/overview/places.ts'
import { RegionTreemap } from '#/overview/region-treemap.tsx'
import { useRegionWords } from '#/overview/region-words.ts'
import { ShadeKey } from '#/overview/shade-key.tsx'
import { shadesUpTo } from '#/overview/shades.ts'
import { TileMap } from '#/overview/tile-map.tsx'
import { FailureNotice } from '#/parts/failure-notice.tsx'
import { Section } from '#/parts/section.tsx'

export interface RegionSectionProps {
  readonly overview: Overview
  readonly search: OverviewSearch
  readonly number: NumberName
  readonly show: (shown: ShownAs) => void
}

/** The same regions as squares, areas, a map where there is one, and a table. */
export function RegionSection({ overview, search, number, show }: RegionSectionProps) {
  const { t } = useTranslation('overview')
  const map = useQuery(mapQuery)
  const { regions } = overview
  const shades = useMemo(
    () => shadesUpTo(Math.max(0, ...regions.map((row) => row[number].count))),
    [regions, number],
  )
  const hasSquares = placed(overview).others.length < regions.length
  const usual = map.data != null ? 'map' : hasSquares ? 'squares' : 'table'
  const asked = search.shown ?? usual
  const ways: readonly ShownAs[] = [
    ...(map.data == null ? [] : (['map'] as const)),
    'squares',
    'treemap',
    'table',
  ]
  const shown = ways.includes(asked) ? asked : usual
  // Squares would be empty, or were left out for that: it is said why.
  const lacksSquares =
    !hasSquares && (shown === 'squares' || (shown === 'table' && usual === shown))
  const drawing = { regions, number, shades, style: LAPTOP }
  return (
    <Section
      className="overview-card overview-regions"
      title={t('regions.title')}
      aside={
        <Segmented
          aria-label={t('regions.shown')}
          value={shown}
          onChange={show}
          options={ways.map((value) => ({ value, label: t(`shown.${value}`) }))}
        />
      }
    >
      {map.error !== null && <FailureNotice failure={map.error} retry={() => void map.refetch()} />}
      {regions.length === 0 && <p className="overview-empty">{t('regions.empty')}</p>}
      {regions.length > 0 && lacksSquares && (
        <p className="overview-empty">{t('regions.no_squares')}</p>
      )}
      {shown === 'squares' && <TileMap {...{ overview, number, shades, search }} />}
      {shown === 'treemap' && regions.length > 0 && <RegionTreemap {...drawing} />}
      {shown === 'map' && map.data != null && <ApprovedMapView map={map.data} {...drawing} />}
      {shown !== 'table' && <ShadeKey number={number} shades={shades} />}
      {shown === 'squares' && (
        <RegionTable
          {...{ overview, number, search }}
          caption={t('regions.others')}
          rows={placed(overview).others}
        />
      )}
      {shown === 'map' && map.data != null && (
        <RegionTable
          {...{ overview, number, search }}
          caption={t('regions.others_map')}
          rows={rowsBesideMap(map.data, regions)}
        />
      )}
      {shown === 'table' && (
        <RegionTable
          {...{ overview, number, search }}
          caption={t('regions.title')}
          isAlone
          rows={regions}
        />
      )}
    </Section>
  )
}

interface RegionTableProps extends Omit<RegionSectionProps, 'show'> {
  readonly caption: string
  /** The heading of the section is its own. */
  readonly isAlone?: boolean
  readonly rows: readonly RegionRow[]
}

function RegionTable({ overview, search, number, caption, isAlone, rows }: RegionTableProps) {
  const { t } = useTranslation('overview')
  const words = useRegionWords()
  const { rows: more, ...numbers } = overview.more_regions
  if (rows.length === 0) return null
  const mostFirst = rows.toSorted((a, b) => b[number].count - a[number].count)
  const told = mostFirst.map((row): NumbersRow => {
    const label = words(row)
    const isCode = row.region !== null && row.name !== null && !row.itself
    return {
      ...row,
      key: `${row.region ?? ''} ${row.itself}`,
      label,
      head: isCode ? (
        <Link
          to="/overview"
          search={{ ...search, region: row.region ?? '' }}
          aria-label={t('regions.narrow', { region: label })}
        >
          {label}
        </Link>
      ) : (
        label
      ),
    }
  })
  return (
    <>
      {isAlone !== true && <h3 className="overview-part">{caption}</h3>}
      <NumbersTable
        caption={caption}
        column={t('regions.column')}
        rows={told}
        number={number}
        {...(more === 0 ? {} : { rest: { label: t('regions.more', { count: more }), ...numbers } })}
      />
    </>
  )
}
