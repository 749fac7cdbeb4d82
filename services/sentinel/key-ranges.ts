/** So many subjects or groups are looked at in one statement. */
const KEYS_AT_ONCE_MAX = 10_000
const KEYS = 2n ** 64n

export interface KeyRange {
  readonly from: bigint
  /** Included. */
  readonly up_to: bigint
}

/** Ranges that together hold all keys. Keys are hashes: equal ranges of them hold about equally many. */
export function keyRanges(keys: number): readonly KeyRange[] {
  if (keys === 0) return []
  const ranges = Math.ceil(keys / KEYS_AT_ONCE_MAX)
  const width = KEYS / BigInt(ranges) + 1n
  return Array.from({ length: ranges }, (_, index) => {
    const from = width * BigInt(index)
    return { from, up_to: from + width > KEYS ? KEYS - 1n : from + width - 1n }
  })
}
