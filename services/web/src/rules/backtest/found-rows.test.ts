import { expect, test } from 'vitest'
import { monthsOf, weeksOf } from '#/rules/backtest/found-rows.ts'
import type { Result } from '#/rules/backtest/backtest-queries.ts'

test('weeks between two that are listed have nothing', () => {
  const listed = [
    { begins: '2026-01-05T00:00:00Z', warnings: 3, alerts: 2 },
    { begins: '2026-01-26T00:00:00Z', warnings: 1, alerts: 0 },
  ]
  expect(
    weeksOf(volume([], listed)).map(({ begins, warnings }) => [begins.slice(0, 10), warnings]),
  ).toEqual([
    ['2026-01-05', 3],
    ['2026-01-12', 0],
    ['2026-01-19', 0],
    ['2026-01-26', 1],
  ])
})

test('months of either side are shown for both', () => {
  const first = volume([['2026-01', 2]], [])
  const second = volume([['2025-12', 1]], [])
  const sides = [first, second].map((each, index) => ({
    name: String(index),
    volume: each,
    measures: null,
  }))
  expect(monthsOf(sides)).toEqual({
    categories: ['2025-12', '2026-01'],
    series: [
      { name: '0', values: [0, 2] },
      { name: '1', values: [1, 0] },
    ],
  })
})

function volume(
  months: readonly (readonly [string, number])[],
  listed: Result['volume']['workload']['listed'],
): Result['volume'] {
  const weekly = { mean: 0, median: 0, p95: 0, max: 0 }
  return {
    warnings: 0,
    subjects: 0,
    withdrawn_later: 0,
    months: months.map(([name, warnings]) => ({ name, warnings, subjects: warnings })),
    regions: { listed: [], not_listed: 0 },
    industries: { listed: [], not_listed: 0 },
    levels: [],
    workload: { weeks: 0, warnings: weekly, alerts: weekly, listed, not_listed: 0 },
  }
}
