import { useCallback, useMemo, useState } from 'react'
import { useNavigate } from '@tanstack/react-router'
import { Segmented } from 'antd'
import { useTranslation } from 'react-i18next'
import { behind } from '#/overview/behind.ts'
import { Chart, type Picked } from '#/parts/chart.tsx'
import { LAPTOP } from '#/overview/chart-colours.ts'
import type { Overview } from '#/overview/overview-queries.ts'
import { TREND, trendOption, trendSums } from '#/overview/trend-option.ts'
import { TrendTable } from '#/overview/trend-table.tsx'
import { Section } from '#/parts/section.tsx'

const WAYS = ['chart', 'table'] as const
type Way = (typeof WAYS)[number]

/** What came and what was closed, by day. */
export function TrendSection({ overview: { trend } }: { readonly overview: Overview }) {
  const { t } = useTranslation('overview')
  const navigate = useNavigate()
  const [way, setWay] = useState<Way>('chart')
  const sums = trendSums(trend)
  const option = useMemo(() => trendOption(trend, (name) => t(`trend.${name}`), LAPTOP), [trend, t])
  const pick = useCallback(
    ({ series, index }: Picked) => {
      const name = TREND[series]
      const day = trend[index]
      if (name === undefined || day === undefined) return
      const { to, search } = behind(day[name])
      void navigate({ to, search: search as never })
    },
    [navigate, trend],
  )
  const isEmpty = TREND.every((name) => sums[name] === 0)
  return (
    <Section
      className="overview-card overview-trend"
      title={t('trend.title')}
      aside={
        <Segmented
          aria-label={t('trend.shown')}
          value={way}
          onChange={setWay}
          options={WAYS.map((value) => ({ value, label: t(`trend.${value}`) }))}
        />
      }
    >
      {isEmpty && <p className="overview-empty">{t('trend.empty')}</p>}
      {!isEmpty && way === 'chart' && (
        <Chart
          className="trend-chart"
          hasPatterns
          option={option}
          pick={pick}
          label={t('trend.describe', {
            days: trend.length,
            warnings: sums.warnings_raised,
            raised: sums.alerts_raised,
            closed: sums.alerts_closed,
          })}
        />
      )}
      {!isEmpty && way === 'table' && <TrendTable trend={trend} />}
    </Section>
  )
}
