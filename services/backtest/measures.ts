import type {
  ClusterSumsRow,
  CrossSumsRow,
  LeadBucketRow,
} from '@jianwei/projections/backtest/sums-sql.ts'
import type { LeadBin, LeadQuantile, Lift, Share } from '@jianwei/projections/backtest/result.ts'
import {
  clusteredInterval,
  effectiveSize,
  quantileRank,
  quantileRanks,
  drawnRange,
  ratioInterval,
  type ClusterSums,
  type CrossSums,
} from '#/backtest/intervals.ts'
import { rounded } from '#/backtest/rounded.ts'

export const LEAD_QUANTILES = [0.1, 0.25, 0.5, 0.75, 0.9] as const

/**
 * Counts arrive as text, as 64-bit integers do. They stay below 2^53, or lose digits that no
 * interval shows.
 */
export function clusterSums(row: ClusterSumsRow): ClusterSums {
  const { subjects, size, hits, hits_hits, hits_size, size_size } = row
  return {
    subjects: Number(subjects),
    size: Number(size),
    hits: Number(hits),
    hits_hits: Number(hits_hits),
    hits_size: Number(hits_size),
    size_size: Number(size_size),
  }
}

export function crossSums({ hits_hits, hits_size, size_hits, size_size }: CrossSumsRow): CrossSums {
  return {
    hits_hits: Number(hits_hits),
    hits_size: Number(hits_size),
    size_hits: Number(size_hits),
    size_size: Number(size_size),
  }
}

/** Null where nothing was looked at. */
export function clusteredShare(sums: ClusterSums): Share | null {
  return shareOf(sums.hits, sums.size, clusteredInterval(sums))
}

export function liftOf(precision: ClusterSums, base: ClusterSums, cross: CrossSums): Lift | null {
  if (precision.size === 0 || base.hits === 0) return null
  const interval = ratioInterval(precision, base, cross)
  return {
    value: rounded(precision.hits / precision.size / (base.hits / base.size)),
    low: interval === null ? null : rounded(interval.low),
    high: interval === null ? null : rounded(interval.high),
  }
}

/**
 * The share of hits among `draws` independent draws from a population: what is to be expected, and
 * where 95 % of choices lie.
 */
export function drawnShare(base: ClusterSums, draws: number): Share | null {
  if (base.size === 0 || draws === 0) return null
  const expected = (base.hits / base.size) * draws
  return shareOf(expected, draws, drawnRange(expected / draws, draws))
}

export interface Foreseers {
  readonly members: number
  readonly outcomes: number
}

/**
 * The share of outcomes that a random choice foresees: of `draws` draws with replacement from
 * `population` members, at least one is among the outcome's own. For the interval, the outcomes of
 * one subject are taken to move together, which is the widest case.
 */
export function drawnRecall(
  foreseers: readonly Foreseers[],
  {
    draws,
    population,
    outcomes,
  }: { readonly draws: number; readonly population: number; readonly outcomes: ClusterSums },
): Share | null {
  const total = foreseers.reduce((sum, row) => sum + row.outcomes, 0)
  if (total === 0) return null
  const expected = foreseers.reduce((sum, row) => {
    const missed = population === 0 ? 1 : (1 - Math.min(1, row.members / population)) ** draws
    return sum + row.outcomes * (1 - missed)
  }, 0)
  const effective = (outcomes.size * outcomes.size) / outcomes.size_size
  return shareOf(expected, total, drawnRange(expected / total, effective))
}

/** Values in buckets, in order. */
export interface Histogram {
  readonly bucket_seconds: number
  readonly rows: readonly { readonly bucket: number; readonly members: number }[]
  readonly members: number
}

export function histogramOf(rows: readonly LeadBucketRow[], bucket_seconds: number): Histogram {
  const counted = rows.map(({ bucket, members }) => ({
    bucket: Number(bucket),
    members: Number(members),
  }))
  return {
    bucket_seconds,
    rows: counted,
    members: counted.reduce((sum, { members }) => sum + members, 0),
  }
}

/** More bars than these say nothing more to somebody who looks. */
const LEAD_BINS_MAX = 40

/** The values in at most so many bins of equal width, from 0 on; none where there is no value. */
export function leadHistogram({ rows, bucket_seconds }: Histogram): LeadBin[] {
  const last = rows.at(-1)?.bucket
  if (last === undefined) return []
  const width = Math.max(1, Math.ceil((last + 1) / LEAD_BINS_MAX))
  const days = (bucket: number): number => rounded((bucket * bucket_seconds) / 86_400)
  const bins = Array.from({ length: Math.floor(last / width) + 1 }, (_, bin) => ({
    from_days: days(bin * width),
    to_days: days((bin + 1) * width),
    count: 0,
  }))
  for (const { bucket, members } of rows) {
    const bin = bins[Math.floor(bucket / width)]
    if (bin !== undefined) bin.count += members
  }
  return bins
}

/** The bucket of the value with this rank, from 1. */
function bucketAt({ rows }: Histogram, rank: number): number {
  let passed = 0
  for (const { bucket, members } of rows) {
    passed += members
    if (passed >= rank) return bucket
  }
  return rows.at(-1)?.bucket ?? 0
}

/** The buckets of the quantiles that are reported. */
export function quantileBuckets(histogram: Histogram): readonly number[] {
  return LEAD_QUANTILES.map((quantile) =>
    bucketAt(histogram, quantileRank(quantile, histogram.members)),
  )
}

/** `effective`: how many independent values the values are worth, for each quantile. */
export function leadQuantiles(histogram: Histogram, effective: readonly number[]): LeadQuantile[] {
  if (histogram.members === 0) return []
  const days = (rank: number): number =>
    rounded((bucketAt(histogram, rank) * histogram.bucket_seconds) / 86_400)
  return LEAD_QUANTILES.map((quantile, index) => {
    const ranks = quantileRanks(quantile, histogram.members, effective[index] ?? 0)
    const rank = quantileRank(quantile, histogram.members)
    return {
      quantile,
      days: days(rank),
      low: days(ranks?.low ?? 1),
      high: days(ranks?.high ?? histogram.members),
    }
  })
}

export function effectiveSizes(sums: readonly ClusterSums[]): readonly number[] {
  return sums.map(effectiveSize)
}

function shareOf(
  hits: number,
  size: number,
  interval: { readonly low: number; readonly high: number } | null,
): Share | null {
  if (interval === null || size === 0) return null
  return {
    value: rounded(hits / size),
    low: rounded(interval.low),
    high: rounded(interval.high),
    hits: rounded(hits),
    size,
  }
}
