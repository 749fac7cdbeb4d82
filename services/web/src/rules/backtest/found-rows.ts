import type { Measured, Result } from '#/rules/backtest/backtest-queries.ts'
import type { Interval, Series } from '#/rules/backtest/chart-options.ts'

const WEEK_MS = 7 * 86_400_000

/** The rule and, where there is one, the version that it was held against. */
export interface Side {
  readonly name: string
  readonly volume: Result['volume']
  readonly measures: Measured | null
}

/** Warnings a month; months that one side alone has are 0 for the other. */
export function monthsOf(sides: readonly Side[]): {
  readonly categories: readonly string[]
  readonly series: readonly Series[]
} {
  const names = sides.flatMap(({ volume }) => volume.months.map(({ name }) => name ?? ''))
  const categories = [...new Set(names)].toSorted()
  const series = sides.map(({ name, volume }) => {
    const counts = new Map(volume.months.map((month) => [month.name ?? '', month.warnings]))
    return { name, values: categories.map((month) => counts.get(month) ?? 0) }
  })
  return { categories, series }
}

export interface Week {
  readonly begins: string
  readonly warnings: number
  readonly alerts: number
}

/** Weeks without a gap: those that the result leaves out between two have none. */
export function weeksOf({ workload }: Result['volume']): readonly Week[] {
  const weeks: Week[] = []
  for (const week of workload.listed) {
    const before = weeks.at(-1)
    if (before !== undefined) {
      const next = Date.parse(week.begins)
      for (let at = Date.parse(before.begins) + WEEK_MS; at < next; at += WEEK_MS)
        weeks.push({ begins: new Date(at).toISOString(), warnings: 0, alerts: 0 })
    }
    weeks.push(week)
  }
  return weeks
}

export type ShareName = 'precision' | 'recall'

/** A share with its interval; none where there is nothing to tell it from. */
export function shareOf(
  name: string,
  measures: Measured | null,
  share: ShareName,
): readonly Interval[] {
  const found = measures?.[share]
  return found == null ? [] : [{ name, value: found.value, low: found.low, high: found.high }]
}

export function liftOf(name: string, measures: Measured | null): readonly Interval[] {
  const found = measures?.lift
  return found == null ? [] : [{ name, value: found.value, low: found.low, high: found.high }]
}

/** Bins of lead times: `0–30`. */
export function leadBins({ lead_histogram }: Measured): readonly (readonly [string, number])[] {
  return lead_histogram.map(({ from_days, to_days, count }) => [
    `${dayCount(from_days)}–${dayCount(to_days)}`,
    count,
  ])
}

function dayCount(days: number): string {
  return Number.isInteger(days) ? String(days) : days.toFixed(1)
}
