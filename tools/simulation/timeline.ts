/**
 * What is still to come, kept by slices of time: exact order inside a slice is made when the slice
 * is taken, so adding costs nothing however much is waiting.
 */
export interface Timeline<Item> {
  /** Waiting items. */
  readonly size: number
  /** An item for a slice that was taken already goes into the next one to take. */
  add(slice: number, item: Item): void
  /**
   * Everything due in the slice, in order of adding; items added to it meanwhile are visited as
   * well.
   */
  take(slice: number, visit: (item: Item) => void): void
  /** The slices that hold something, earliest first. */
  remaining(): number[]
}

export function createTimeline<Item>(): Timeline<Item> {
  const slices = new Map<number, Item[]>()
  let size = 0
  let earliest = Number.NEGATIVE_INFINITY

  return {
    get size() {
      return size
    },
    add(slice, item) {
      const due = Math.max(slice, earliest)
      const waiting = slices.get(due)
      if (waiting === undefined) slices.set(due, [item])
      else waiting.push(item)
      size += 1
    },
    take(slice, visit) {
      earliest = slice
      const due = slices.get(slice) ?? []
      // The list may grow while it is walked: a step may be followed by one in the same slice.
      for (const item of due) visit(item)
      size -= due.length
      slices.delete(slice)
      earliest = slice + 1
    },
    remaining: () => [...slices.keys()].sort((a, b) => a - b),
  }
}
