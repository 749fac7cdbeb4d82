interface Entry<Key> {
  readonly key: Key
  readonly time: number
}

/**
 * What falls due, by time: a heap, so that looking whether something has is one comparison. A key
 * stands at one time; setting it anew moves it.
 */
export class DueQueue<Key> {
  readonly #standing = new Map<Key, Entry<Key>>()
  /** Entries that their keys have left are passed over, and swept when there are many. */
  #heap: Entry<Key>[] = []

  /** How many keys stand in it. */
  get size(): number {
    return this.#standing.size
  }

  /** The earliest time; undefined where nothing is to come. */
  get next(): number | undefined {
    this.#dropLeft()
    return this.#heap[0]?.time
  }

  set(key: Key, time: number): void {
    if (this.#standing.get(key)?.time === time) return
    const entry = { key, time }
    this.#standing.set(key, entry)
    this.#push(entry)
    if (this.#heap.length > 2 * this.#standing.size + 64) this.#sweep()
  }

  delete(key: Key): void {
    this.#standing.delete(key)
  }

  /** Up to so many keys that stand at the time or before it, earliest first; they stay. */
  upTo(time: number, max: number): readonly Key[] {
    const taken: Entry<Key>[] = []
    while (taken.length < max) {
      this.#dropLeft()
      const first = this.#heap[0]
      if (first === undefined || first.time > time) break
      this.#pop()
      taken.push(first)
    }
    for (const entry of taken) this.#push(entry)
    return taken.map(({ key }) => key)
  }

  /**
   * Keeps those that come first, at most so many. The time from which on none stands any more;
   * undefined where all are kept. Of one time either all stand or none.
   */
  keepFirst(count: number): number | undefined {
    const times = Array.from(this.#standing.values(), ({ time }) => time)
    const after = times.sort((one, other) => one - other)[count]
    if (after === undefined) return undefined
    for (const { key, time } of this.#standing.values())
      if (time >= after) this.#standing.delete(key)
    this.#sweep()
    return after
  }

  /** A key that came back to a time it had left has left its older entry all the same. */
  #dropLeft(): void {
    for (;;) {
      const first = this.#heap[0]
      if (first === undefined || this.#standing.get(first.key) === first) return
      this.#pop()
    }
  }

  #sweep(): void {
    // A list in order is a heap.
    this.#heap = [...this.#standing.values()].sort((one, other) => one.time - other.time)
  }

  #push(entry: Entry<Key>): void {
    const heap = this.#heap
    let at = heap.push(entry) - 1
    while (at > 0) {
      const parent = (at - 1) >> 1
      // Both places are inside the heap.
      if (heap[parent]!.time <= heap[at]!.time) return
      this.#swap(at, parent)
      at = parent
    }
  }

  #pop(): void {
    const heap = this.#heap
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return
    heap[0] = last
    let at = 0
    for (;;) {
      const [left, right] = [2 * at + 1, 2 * at + 2]
      let least = at
      // Compared only where they are inside the heap.
      if (left < heap.length && heap[left]!.time < heap[least]!.time) least = left
      if (right < heap.length && heap[right]!.time < heap[least]!.time) least = right
      if (least === at) return
      this.#swap(at, least)
      at = least
    }
  }

  #swap(one: number, other: number): void {
    const heap = this.#heap
    // Both places are inside the heap.
    const kept = heap[one]!
    heap[one] = heap[other]!
    heap[other] = kept
  }
}
