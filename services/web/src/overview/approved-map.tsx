import { useCallback, useMemo } from 'react'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { behind } from '#/overview/behind.ts'
import { Chart, type Picked } from '#/parts/chart.tsx'
import type { ChartStyle } from '#/overview/chart-colours.ts'
import { countSaid } from '#/overview/count-said.ts'
import { rowsOnMap } from '#/overview/map-rows.ts'
import type { ApprovedMap, RegionRow } from '#/overview/overview-queries.ts'
import type { NumberName } from '#/overview/overview-search.ts'
import { shadeOf, type Shade } from '#/overview/shades.ts'

export interface ApprovedMapViewProps {
  readonly map: ApprovedMap
  readonly regions: readonly RegionRow[]
  readonly number: NumberName
  readonly shades: readonly Shade[]
  readonly style: ChartStyle
}

/** The map that was laid in, never without its approval number. */
export function ApprovedMapView({ map, regions, number, shades, style }: ApprovedMapViewProps) {
  const { t } = useTranslation('overview')
  const { colours, size } = style
  const navigate = useNavigate()
  const rows = useMemo(() => rowsOnMap(map, regions), [map, regions])
  const approval = t('map.approval', { number: map.approval_number })
  const made = t('map.made', { producer: map.producer, date: map.date })

  const option = useMemo(
    () => ({
      tooltip: {},
      // Within the picture, so that a copy of it has the number too.
      title: {
        text: `${approval}  ${made}`,
        left: 8,
        bottom: 4,
        textStyle: { fontSize: size, fontWeight: 'normal', color: colours.ink },
      },
      series: [
        {
          type: 'map',
          map: 'approved',
          nameProperty: 'adcode',
          selectedMode: false,
          bottom: size * 2.5,
          data: rows.map(({ code, name, row }) => {
            const count = row?.[number].count ?? 0
            const shade = shadeOf(count, shades)
            const said = `${name} ${countSaid(count)}`
            return {
              name: code,
              value: count,
              itemStyle: { areaColor: colours.shades[shade], borderColor: colours.ink },
              label: { show: true, fontSize: size, color: colours.inks[shade], formatter: said },
              emphasis: { itemStyle: { areaColor: colours.shades[shade] } },
              tooltip: { formatter: said },
            }
          }),
        },
      ],
    }),
    [approval, made, number, rows, shades, colours, size],
  )
  const pick = useCallback(
    ({ index }: Picked) => {
      const row = rows[index]?.row
      if (row === undefined) return
      const { to, search } = behind(row[number])
      void navigate({ to, search: search as never })
    },
    [navigate, number, rows],
  )
  const shapes = useMemo(() => ({ name: 'approved', regions: map.regions }), [map])
  const label = `${t('treemap.describe', { number: t(`number.${number}`) })} ${approval}`
  return (
    <Chart className="region-chart" option={option} pick={pick} label={label} shapes={shapes} />
  )
}
