/** The two-sided 95 % point of the normal distribution. */
export const Z_95 = 1.959963984540054

export interface Interval {
  readonly low: number
  readonly high: number
}

/**
 * Wilson's score interval of the share `hits / size` (E. B. Wilson 1927); null where the size is 0.
 * The size may be a fraction: an effective one.
 */
export function wilsonInterval(hits: number, size: number): Interval | null {
  if (size <= 0) return null
  const share = hits / size
  const z2 = Z_95 * Z_95
  const middle = (share + z2 / (2 * size)) / (1 + z2 / size)
  const half =
    (Z_95 / (1 + z2 / size)) * Math.sqrt((share * (1 - share)) / size + z2 / (4 * size * size))
  // At the ends of the scale the formula gives the end itself, but for rounding.
  return {
    low: share === 0 ? 0 : Math.max(0, middle - half),
    high: share === 1 ? 1 : Math.min(1, middle + half),
  }
}
