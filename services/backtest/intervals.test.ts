import { describe, expect, test } from 'vitest'
import {
  clusteredInterval,
  drawnRange,
  effectiveSize,
  quantileRank,
  quantileRanks,
  ratioInterval,
  type ClusterSums,
} from '#/backtest/intervals.ts'

interface Cluster {
  readonly size: number
  readonly hits: number
}

function sumsOf(clusters: readonly Cluster[]): ClusterSums {
  const sum = (value: (cluster: Cluster) => number): number =>
    clusters.reduce((total, one) => total + value(one), 0)
  return {
    subjects: clusters.filter(({ size }) => size > 0).length,
    size: sum(({ size }) => size),
    hits: sum(({ hits }) => hits),
    hits_hits: sum(({ hits }) => hits * hits),
    hits_size: sum(({ hits, size }) => hits * size),
    size_size: sum(({ size }) => size * size),
  }
}

/** The same numbers from the same seed (a linear congruence, Numerical Recipes). */
function draws(seed: number): () => number {
  let state = seed
  return () => (state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32) / 2 ** 32
}

/** The middle 95 % of a statistic over clusters drawn again and again. */
function bootstrap(
  clusters: number,
  seed: number,
  statistic: (drawn: readonly number[]) => number,
) {
  const random = draws(seed)
  const values = Array.from({ length: 4_000 }, () =>
    statistic(Array.from({ length: clusters }, () => Math.floor(random() * clusters))),
  ).sort((a, b) => a - b)
  return { low: values[100] ?? 0, high: values[3_899] ?? 0 }
}

describe('clusters', () => {
  test('subjects with one warning each are worth what they are', () => {
    const clusters = Array.from({ length: 100 }, (_, index) => ({
      size: 1,
      hits: index < 30 ? 1 : 0,
    }))
    expect(effectiveSize(sumsOf(clusters))).toBeCloseTo(99, 0)
  })

  test('subjects of which all answers are alike count once', () => {
    const clusters = Array.from({ length: 50 }, (_, index) => ({
      size: 4,
      hits: index < 20 ? 4 : 0,
    }))
    expect(effectiveSize(sumsOf(clusters))).toBeCloseTo(49, 0)
    expect(
      effectiveSize(
        sumsOf([
          { size: 4, hits: 4 },
          { size: 6, hits: 6 },
        ]),
      ),
    ).toBe(2)
    expect(effectiveSize(sumsOf([{ size: 4, hits: 2 }]))).toBe(1)
  })

  test('answers that are spread more evenly than by chance are worth no more than their count', () => {
    const clusters = Array.from({ length: 50 }, () => ({ size: 2, hits: 1 }))
    expect(effectiveSize(sumsOf(clusters))).toBe(100)
  })

  test('the intervals of a share and of a ratio are near those of a bootstrap over subjects', () => {
    const random = draws(7)
    const clusters = Array.from({ length: 300 }, () => {
      const tendency = random()
      const size = 1 + Math.floor(random() * 6)
      const population = 20 + Math.floor(random() * 60)
      const times = (count: number, chance: number): number =>
        Array.from({ length: count }, () => random() < chance).filter(Boolean).length
      return {
        one: { size, hits: times(size, tendency * 0.9) },
        other: { size: population, hits: times(population, tendency * 0.3) },
      }
    })
    const shareOf = (drawn: readonly number[], of: 'one' | 'other'): number => {
      const { hits, size } = sumsOf(drawn.flatMap((index) => clusters[index]?.[of] ?? []))
      return hits / size
    }
    const one = sumsOf(clusters.map((cluster) => cluster.one))
    const other = sumsOf(clusters.map((cluster) => cluster.other))
    const share = bootstrap(clusters.length, 1, (drawn) => shareOf(drawn, 'one'))
    const interval = clusteredInterval(one)
    expect(interval?.low).toBeCloseTo(share.low, 1.7)
    expect(interval?.high).toBeCloseTo(share.high, 1.7)
    const cross = clusters.reduce(
      (sum, { one: a, other: b }) => ({
        hits_hits: sum.hits_hits + a.hits * b.hits,
        hits_size: sum.hits_size + a.hits * b.size,
        size_hits: sum.size_hits + a.size * b.hits,
        size_size: sum.size_size + a.size * b.size,
      }),
      { hits_hits: 0, hits_size: 0, size_hits: 0, size_size: 0 },
    )
    const drawnRatio = bootstrap(
      clusters.length,
      2,
      (drawn) => shareOf(drawn, 'one') / shareOf(drawn, 'other'),
    )
    const ratio = ratioInterval(one, other, cross)
    const width = drawnRatio.high - drawnRatio.low
    expect(Math.abs((ratio?.low ?? 0) - drawnRatio.low)).toBeLessThan(width / 10)
    expect(Math.abs((ratio?.high ?? 0) - drawnRatio.high)).toBeLessThan(width / 10)
  })

  test('a ratio of independent shares has the interval of Katz', () => {
    // D. Katz et al. (1978): the logarithm's variance is (1 − p) / hits + (1 − q) / hits. Here 20
    // of 100 over 10 of 100.
    const one = sumsOf(
      Array.from({ length: 100 }, (_, index) => ({ size: 1, hits: index < 20 ? 1 : 0 })),
    )
    const other = sumsOf(
      Array.from({ length: 100 }, (_, index) => ({ size: 1, hits: index < 10 ? 1 : 0 })),
    )
    const apart = { hits_hits: 2, hits_size: 20, size_hits: 10, size_size: 100 }
    const interval = ratioInterval(one, other, apart)
    expect(interval?.low).toBeCloseTo(0.986, 1)
    expect(interval?.high).toBeCloseTo(4.055, 1)
  })
})

test('quantiles are nearest ranks, and lie within theirs', () => {
  expect([0.1, 0.5, 0.9].map((quantile) => quantileRank(quantile, 10))).toEqual([1, 5, 9])
  expect(quantileRank(0.5, 1)).toBe(1)
  const ranks = quantileRanks(0.5, 100, 100)
  // The exact order-statistic interval of the median of 100 values runs from the 40th to the 61st.
  expect(ranks?.low).toBe(40)
  expect(ranks?.high).toBe(60)
  expect(quantileRanks(0.5, 100, 25)?.low).toBeLessThan(40)
  expect(quantileRanks(0.5, 0, 0)).toBeNull()
})

test('a random choice lies around what is to be expected, within the scale', () => {
  expect(drawnRange(0.5, 100).low).toBeCloseTo(0.402002, 6)
  expect(drawnRange(0.5, 100).high).toBeCloseTo(0.597998, 6)
  expect(drawnRange(0.01, 10).low).toBe(0)
})
