import type { PeerParameters } from '#/rules/kinds/peer/parameters.ts'

/**
 * The median absolute deviation times 1.4826 is the standard deviation where numbers are normally
 * distributed (Rousseeuw and Croux 1993); in ten-thousandths.
 */
export const SPREAD_E4 = 14_826

/**
 * z = (number − median) ÷ max(1.4826 × MAD, floor), decided in whole numbers. `numbers` are those
 * of all members of the group.
 */
export function standsOut(
  parameters: PeerParameters,
  number: number,
  numbers: readonly number[],
): boolean {
  return (
    number >= parameters.at_least &&
    zE4(parameters, number, numbers) >= BigInt(parameters.z_at_least_e4)
  )
}

/** The robust z-score in ten-thousandths, rounded down. */
export function zE4(
  { scale_floor_e4 }: Pick<PeerParameters, 'scale_floor_e4'>,
  number: number,
  numbers: readonly number[],
): bigint {
  const doubled = numbers.map((one) => 2n * BigInt(one))
  const median2 = doubledMedian(doubled) / 2n
  const deviation4 = doubledMedian(
    doubled.map((one) => (one < median2 ? median2 - one : one - median2)),
  )
  const [spread, floor] = [deviation4 * BigInt(SPREAD_E4), 4n * BigInt(scale_floor_e4)]
  const scale = spread > floor ? spread : floor
  // Both sides are four hundred million times as large as the deviation, and z times the spread.
  const distance = (2n * BigInt(number) - median2) * 2n * 10_000n * 10_000n
  const quotient = distance / scale
  return distance < 0n && quotient * scale !== distance ? quotient - 1n : quotient
}

/** The mean of the two numbers in the middle, which are one where the numbers are odd in number. */
export function medianOf(numbers: readonly number[]): number {
  return Number(doubledMedian(numbers.map(BigInt))) / 2
}

/** The sum of the two numbers in the middle. */
function doubledMedian(numbers: readonly bigint[]): bigint {
  const sorted = numbers.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0))
  const [lower, upper] = [
    sorted[Math.ceil(sorted.length / 2) - 1],
    sorted[Math.floor(sorted.length / 2)],
  ]
  if (lower === undefined || upper === undefined) throw new TypeError('a group has a member')
  return lower + upper
}
