/** Longer texts are compared by their beginnings: the work grows with the product of both. */
const CHARACTERS_MAX = 60

/** 1 for equal texts, 0 where every character differs: one less the share that must be edited. */
export function editSimilarity(one: string, other: string): number {
  const a = Array.from(one).slice(0, CHARACTERS_MAX)
  const b = Array.from(other).slice(0, CHARACTERS_MAX)
  const longer = Math.max(a.length, b.length)
  return longer === 0 ? 1 : 1 - distance(a, b) / longer
}

/** Characters to insert, leave out or replace, or neighbours to swap. */
function distance(a: readonly string[], b: readonly string[]): number {
  let before: number[] = []
  let last = b.map((_, at) => at + 1)
  for (const [row, character] of a.entries()) {
    const now: number[] = []
    for (const [at, other] of b.entries()) {
      const left = at === 0 ? row + 1 : (now[at - 1] ?? 0)
      const corner = at === 0 ? row : (last[at - 1] ?? 0)
      let cost = Math.min(left + 1, (last[at] ?? 0) + 1, corner + (character === other ? 0 : 1))
      const isSwap = row > 0 && at > 0 && character === b[at - 1] && a[row - 1] === other
      if (isSwap) cost = Math.min(cost, (at === 1 ? row - 1 : (before[at - 2] ?? 0)) + 1)
      now.push(cost)
    }
    before = last
    last = now
  }
  return b.length === 0 ? a.length : (last.at(-1) ?? 0)
}
