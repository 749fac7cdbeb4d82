/**
 * What falls due, by time: a heap, so that looking whether something has is one comparison. A key
 * stands at one time; setting it anew moves it.
 */
export class DueQueue<Key> {
  readonly #times = new Map<Key, number>()
  /** Entries whose key stands elsewhere by now are passed over, and swept when there are many. */
  #heap: (readonly [time: number, key: Key])[] = []

  /** How many keys stand in it. */
  get size(): number {
    return this.#times.size
  }

  /** The earliest time; undefined where nothing is to come. */
  get next(): number | undefined {
    this.#dropStale()
    return this.#heap[0]?.[0]
  }

  set(key: Key, time: number): void {
    if (this.#times.get(key) === time) return
    this.#times.set(key, time)
    this.#push([time, key])
    if (this.#heap.length > 2 * this.#times.size + 64) this.#sweep()
  }

  delete(key: Key): void {
    this.#times.delete(key)
  }

  /** Up to so many keys that stand at the time or before it, earliest first; they stay. */
  upTo(time: number, max: number): readonly Key[] {
    const taken: (readonly [number, Key])[] = []
    while (taken.length < max) {
      this.#dropStale()
      const first = this.#heap[0]
      if (first === undefined || first[0] > time) break
      this.#pop()
      taken.push(first)
    }
    for (const entry of taken) this.#push(entry)
    return taken.map(([, key]) => key)
  }

  /**
   * Keeps those that come first, at most so many. The time from which on none stands any more;
   * undefined where all are kept. Of one time either all stand or none.
   */
  keepFirst(count: number): number | undefined {
    const after = [...this.#times.values()].sort((one, other) => one - other)[count]
    if (after === undefined) return undefined
    for (const [key, time] of this.#times) if (time >= after) this.#times.delete(key)
    this.#sweep()
    return after
  }

  #dropStale(): void {
    for (;;) {
      const first = this.#heap[0]
      if (first === undefined || this.#times.get(first[1]) === first[0]) return
      this.#pop()
    }
  }

  #sweep(): void {
    const entries = [...this.#times].map(([key, time]) => [time, key] as const)
    // A list in order is a heap.
    this.#heap = entries.sort(([one], [other]) => one - other)
  }

  #push(entry: readonly [number, Key]): void {
    const heap = this.#heap
    let at = heap.push(entry) - 1
    while (at > 0) {
      const parent = (at - 1) >> 1
      // Both places are inside the heap.
      if (heap[parent]![0] <= heap[at]![0]) return
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
      if (left < heap.length && heap[left]![0] < heap[least]![0]) least = left
      if (right < heap.length && heap[right]![0] < heap[least]![0]) least = right
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
