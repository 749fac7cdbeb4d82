import { wilsonInterval, Z_95, type Interval } from '@jianwei/projections/wilson-interval.ts'

/**
 * 95 % intervals in closed form, so that a result depends on nothing but its counts.
 *
 * Warnings of one subject are not independent, so subjects are the clusters (as in survey
 * sampling). A share's effective size is its count divided by the design effect: the variance
 * between subjects, linearised, over that of independent draws.
 */

/**
 * Sums over subjects of `size` (how many were looked at), `hits` (how many of those were true) and
 * their products.
 */
export interface ClusterSums {
  /** With a size above 0. */
  readonly subjects: number
  readonly size: number
  readonly hits: number
  readonly hits_hits: number
  readonly hits_size: number
  readonly size_size: number
}

/**
 * Where the share of hits among `draws` independent draws lies in 95 % of all cases, by the normal
 * approximation.
 */
export function drawnRange(share: number, draws: number): Interval {
  const half = Z_95 * Math.sqrt((share * (1 - share)) / draws)
  return { low: Math.max(0, share - half), high: Math.min(1, share + half) }
}

/**
 * How many independent draws a clustered share is worth: never more than its count. Where all
 * answers are the same, nothing tells how alike a subject's answers are, and each subject counts
 * once.
 */
export function effectiveSize(sums: ClusterSums): number {
  const { subjects, size, hits, hits_hits, hits_size, size_size } = sums
  if (subjects < 2 || hits === 0 || hits === size) return subjects
  const share = hits / size
  // The sum over subjects of (hits − share × size)².
  const squares = hits_hits - 2 * share * hits_size + share * share * size_size
  const between = (squares * subjects) / (subjects - 1) / (size * size)
  const independent = (share * (1 - share)) / size
  return between <= independent ? size : size * (independent / between)
}

/**
 * Wilson's interval of a share over clusters: with the effective size in the place of the count.
 */
export function clusteredInterval(sums: ClusterSums): Interval | null {
  if (sums.size === 0) return null
  const size = effectiveSize(sums)
  return wilsonInterval((sums.hits / sums.size) * size, size)
}

/** Sums over the same subjects of products of the one share's counts with the other's. */
export interface CrossSums {
  readonly hits_hits: number
  readonly hits_size: number
  readonly size_hits: number
  readonly size_size: number
}

/**
 * The interval of `one / other`, two shares over the same subjects, from the variance of its
 * logarithm (delta method, linearised by subject, with the covariance of the two). Null where
 * either share is 0 or fewer than two subjects are there.
 */
export function ratioInterval(
  one: ClusterSums,
  other: ClusterSums,
  cross: CrossSums,
): Interval | null {
  if (one.hits === 0 || other.hits === 0 || one.subjects < 2 || other.subjects < 2) return null
  const shareOne = one.hits / one.size
  const shareOther = other.hits / other.size
  const covariance =
    (cross.hits_hits -
      shareOther * cross.hits_size -
      shareOne * cross.size_hits +
      shareOne * shareOther * cross.size_size) /
    (one.hits * other.hits)
  const variance = relativeVariance(one) + relativeVariance(other) - 2 * covariance
  const ratio = shareOne / shareOther
  const spread = Math.exp(Z_95 * Math.sqrt(Math.max(0, variance)))
  return { low: ratio / spread, high: ratio * spread }
}

/** The variance of a share's logarithm: of its independent draws where subjects tell less. */
function relativeVariance(sums: ClusterSums): number {
  const share = sums.hits / sums.size
  return (1 - share) / share / effectiveSize(sums)
}

/**
 * The ranks (from 1) between which a quantile of `size` sorted values lies, by Woodruff's method:
 * the interval of the share `quantile` with the effective size, turned into ranks. Null where there
 * are no values.
 */
export function quantileRanks(quantile: number, size: number, effective: number): Interval | null {
  const shares = wilsonInterval(quantile * effective, effective)
  if (shares === null || size === 0) return null
  return {
    low: Math.max(1, Math.floor(shares.low * size)),
    high: Math.min(size, Math.ceil(shares.high * size)),
  }
}

/** The rank (from 1) of a quantile of `size` sorted values: the nearest rank. */
export function quantileRank(quantile: number, size: number): number {
  return Math.max(1, Math.ceil(quantile * size))
}
