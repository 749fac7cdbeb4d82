/** At most six decimals, so that the last bits of a calculation never stand in a result. */
export function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6
}
