import type { EChartsCoreOption } from 'echarts/core'
import type { ChartStyle } from '#/overview/chart-colours.ts'
import type { Overview } from '#/overview/overview-queries.ts'

type Trend = Overview['trend']

/** In the order in which they are drawn. */
export const TREND = ['warnings_raised', 'alerts_raised', 'alerts_closed'] as const
export type TrendName = (typeof TREND)[number]

export function trendSums(trend: Trend): Readonly<Record<TrendName, number>> {
  const sums = { warnings_raised: 0, alerts_raised: 0, alerts_closed: 0 }
  for (const day of trend) for (const name of TREND) sums[name] += day[name].count
  return sums
}

/** Bars and two kinds of lines, so that nobody depends on seeing the colours. */
export function trendOption(
  trend: Trend,
  word: (name: TrendName) => string,
  { colours, size }: ChartStyle,
): EChartsCoreOption {
  const { ink, line } = colours
  const letters = { color: ink, fontSize: size }
  const width = size / 6
  const shapes = {
    warnings_raised: { type: 'bar', itemStyle: { color: colours.warnings } },
    alerts_raised: {
      type: 'line',
      symbol: 'circle',
      symbolSize: size / 2,
      itemStyle: { color: colours.raised },
      lineStyle: { width },
    },
    alerts_closed: {
      type: 'line',
      symbol: 'rect',
      symbolSize: size / 2,
      itemStyle: { color: colours.closed },
      lineStyle: { width, type: 'dashed' },
    },
  }
  return {
    tooltip: { trigger: 'axis' },
    legend: {
      type: 'scroll',
      top: 0,
      left: 0,
      textStyle: letters,
      itemGap: size * 2,
      itemWidth: size * 2,
      itemHeight: size,
    },
    grid: { top: size * 3, right: size, bottom: size * 2.2, left: size * 3.5 },
    xAxis: {
      type: 'category',
      data: trend.map(({ day }) => day.slice('2026-'.length)),
      axisLabel: letters,
      axisLine: { lineStyle: { color: line } },
      axisTick: { show: false },
    },
    yAxis: {
      type: 'value',
      minInterval: 1,
      axisLabel: letters,
      splitLine: { lineStyle: { color: line } },
    },
    series: TREND.map((name) => ({
      ...shapes[name],
      name: word(name),
      data: trend.map((day) => day[name].count),
    })),
  }
}
