import type { EChartsCoreOption } from 'echarts/core'

/** Colours that differ in lightness too, for who does not see them apart. */
const COLOURS = ['#0b4a8f', '#d9822b']
const COMMON = {
  color: COLOURS,
  grid: { left: 8, right: 16, top: 36, bottom: 8, containLabel: true },
  legend: { top: 0 },
} as const

export interface Series {
  readonly name: string
  /** One for each category; null where there is none. */
  readonly values: readonly (number | null)[]
}

/** Counts by category, such as months; series beside each other. */
export function barsOption(
  categories: readonly string[],
  series: readonly Series[],
): EChartsCoreOption {
  return {
    ...COMMON,
    tooltip: { trigger: 'axis' },
    xAxis: { type: 'category', data: [...categories] },
    yAxis: { type: 'value', minInterval: 1 },
    series: series.map(({ name, values }) => ({
      type: 'bar',
      name,
      barMaxWidth: 40,
      data: [...values],
    })),
  }
}

export interface Interval {
  readonly name: string
  readonly value: number
  readonly low: number | null
  readonly high: number | null
}

/** A point a row with its interval as a bar behind it. */
export function intervalsOption(
  rows: readonly Interval[],
  words: { readonly value: string; readonly interval: string },
  said: (value: number) => string,
): EChartsCoreOption {
  const names = rows.map(({ name }) => name)
  return {
    ...COMMON,
    tooltip: {
      trigger: 'axis',
      axisPointer: { type: 'shadow' },
      formatter: (hovered: unknown) => {
        const row = rows[indexOf(hovered)]
        return row === undefined ? '' : sentenceOf(row, said)
      },
    },
    legend: { top: 0, data: [words.value, words.interval] },
    xAxis: { type: 'value', min: 0, axisLabel: { formatter: said } },
    yAxis: { type: 'category', data: names, inverse: true },
    series: [
      // Nothing is drawn up to the lower end.
      {
        type: 'bar',
        stack: 'interval',
        silent: true,
        itemStyle: { color: 'transparent' },
        data: rows.map(({ low }) => low),
      },
      {
        type: 'bar',
        stack: 'interval',
        name: words.interval,
        barWidth: 10,
        itemStyle: { color: '#a9c4e4' },
        data: rows.map(({ low, high }) => (low === null || high === null ? null : high - low)),
      },
      {
        type: 'scatter',
        name: words.value,
        symbolSize: 12,
        itemStyle: { color: COLOURS[0] },
        data: rows.map(({ value }) => value),
      },
    ],
  }
}

/** `87 % (80 %–92 %)`. */
export function sentenceOf(
  { name, value, low, high }: Interval,
  said: (value: number) => string,
): string {
  const interval = low === null || high === null ? '' : ` (${said(low)}–${said(high)})`
  return `${name}: ${said(value)}${interval}`
}

/** What ECharts gives a formatter of an axis: a list of points of one category. */
function indexOf(hovered: unknown): number {
  const first: unknown = Array.isArray(hovered) ? hovered[0] : hovered
  return typeof first === 'object' && first !== null && 'dataIndex' in first
    ? Number(first.dataIndex)
    : -1
}
