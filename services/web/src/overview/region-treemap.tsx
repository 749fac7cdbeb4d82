import { useCallback, useMemo } from 'react'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { behind } from '#/overview/behind.ts'
import { Chart, type Picked } from '#/parts/chart.tsx'
import type { ChartStyle } from '#/overview/chart-colours.ts'
import { countSaid } from '#/overview/count-said.ts'
import type { RegionRow } from '#/overview/overview-queries.ts'
import type { NumberName } from '#/overview/overview-search.ts'
import { useRegionWords } from '#/overview/region-words.ts'
import { shadeOf, type Shade } from '#/overview/shades.ts'

export interface RegionTreemapProps {
  readonly regions: readonly RegionRow[]
  readonly number: NumberName
  readonly shades: readonly Shade[]
  readonly style: ChartStyle
}

/** Regions by area, whether or not they have a square. */
export function RegionTreemap({ regions, number, shades, style }: RegionTreemapProps) {
  const { t } = useTranslation('overview')
  const words = useRegionWords()
  const navigate = useNavigate()
  const { colours, size } = style
  const drawn = useMemo(() => regions.filter((row) => row[number].count > 0), [regions, number])

  const nodes = drawn.map((row) => {
    const { count } = row[number]
    const shade = shadeOf(count, shades)
    return {
      name: words(row),
      value: count,
      itemStyle: { color: colours.shades[shade] },
      label: { color: colours.inks[shade], formatter: `{b}\n${countSaid(count)}` },
    }
  })
  const key = JSON.stringify(nodes)
  const option = useMemo(
    () => ({
      tooltip: {},
      series: [
        {
          type: 'treemap',
          data: JSON.parse(key) as typeof nodes,
          roam: false,
          nodeClick: false,
          breadcrumb: { show: false },
          top: 0,
          right: 0,
          bottom: 0,
          left: 0,
          label: { fontSize: size, lineHeight: size * 1.4, overflow: 'truncate' },
          itemStyle: { borderColor: colours.ground, borderWidth: 1, gapWidth: 1 },
        },
      ],
    }),
    [key, colours, size],
  )
  const pick = useCallback(
    ({ index }: Picked) => {
      // The root of the tree is counted first.
      const row = drawn[index - 1]
      if (row === undefined) return
      const { to, search } = behind(row[number])
      void navigate({ to, search: search as never })
    },
    [drawn, navigate, number],
  )
  return (
    <Chart
      className="region-chart"
      option={option}
      pick={pick}
      label={t('treemap.describe', { number: t(`number.${number}`) })}
    />
  )
}
