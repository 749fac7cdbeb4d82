import { expect, test } from 'vitest'
import { histogramOf, leadHistogram } from '#/backtest/measures.ts'

const DAY = 86_400
const histogram = (buckets: readonly (readonly [bucket: number, members: number])[]) =>
  histogramOf(
    buckets.map(([bucket, members]) => ({ bucket: String(bucket), members: String(members) })),
    DAY,
  )

test('lead times without a value have no bins', () => {
  expect(leadHistogram(histogram([]))).toEqual([])
})

test('a few days have a bin each, the empty ones among them', () => {
  const bins = leadHistogram(
    histogram([
      [1, 4],
      [3, 2],
    ]),
  )
  expect(bins.map(({ from_days, to_days, count }) => [from_days, to_days, count])).toEqual([
    [0, 1, 0],
    [1, 2, 4],
    [2, 3, 0],
    [3, 4, 2],
  ])
})

test('many days are drawn together into forty bins at most, and nothing is lost', () => {
  const days = Array.from({ length: 365 }, (_, day) => [day, 2] as const)
  const bins = leadHistogram(histogram(days))
  expect(bins.length).toBeLessThanOrEqual(40)
  expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(730)
  expect(new Set(bins.slice(0, -1).map(({ count }) => count))).toEqual(new Set([20]))
  expect(bins.at(-1)?.to_days).toBeGreaterThan(364)
})
