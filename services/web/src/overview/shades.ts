/** Shades from the palest, for the smallest numbers but zero, to the darkest. */
export const SHADES = 5

/** A shade and the numbers that have it, both ends among them. */
export interface Shade {
  readonly shade: number
  readonly from: number
  readonly to: number
}

/**
 * Shades for whole numbers from 1 to `max`, each of which begins at a constant multiple of the one
 * before: one region that has very many leaves the others apart. Fewer where the numbers are few.
 */
export function shadesUpTo(max: number): readonly Shade[] {
  if (max < 1) return []
  const count = Math.min(SHADES, max)
  const starts = new Set<number>()
  for (let step = 0; step < count; step += 1) {
    const start = Math.ceil(max ** (step / count))
    starts.add(starts.has(start) ? start + 1 : start)
  }
  const from = [...starts].sort((a, b) => a - b)
  return from.map((start, index) => ({
    // The largest numbers are the darkest, however few shades there are.
    shade: SHADES - from.length + index + 1,
    from: start,
    to: (from[index + 1] ?? max + 1) - 1,
  }))
}

/** The shade of a number; 0 for none. */
export function shadeOf(count: number, shades: readonly Shade[]): number {
  return shades.find(({ from, to }) => count >= from && count <= to)?.shade ?? 0
}
