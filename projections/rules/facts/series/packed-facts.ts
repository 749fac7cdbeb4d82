import {
  compareFactIdsAt,
  FACT_ID_BYTES,
  factIdAt,
  factIdBytes,
} from '#/rules/facts/fact-id-bytes.ts'

const CAPACITY_MIN = 4

/**
 * When the facts of a group lie, and their ids, in canonical order: 24 bytes a fact, so that the
 * facts of all groups can be held. Ids are UUIDs as text; their order is that of their bytes.
 */
export class PackedFacts {
  #seconds = new Float64Array(CAPACITY_MIN)
  #ids = Buffer.alloc(CAPACITY_MIN * FACT_ID_BYTES)
  #length = 0

  get length(): number {
    return this.#length
  }

  /** What is taken, with what is kept free for more. */
  get bytes(): number {
    return this.#seconds.byteLength + this.#ids.byteLength
  }

  /** A view, which the next change makes wrong. */
  get seconds(): Float64Array {
    return this.#seconds.subarray(0, this.#length)
  }

  idAt(place: number): string {
    return factIdAt(this.#ids, place)
  }

  /** Behind all others, in order or not; `sort` follows. */
  append({ second, fact_id }: PackedFact): void {
    if (this.#length === this.#seconds.length) this.#grow()
    this.#seconds[this.#length] = second
    this.#ids.set(factIdBytes(fact_id), this.#length * FACT_ID_BYTES)
    this.#length += 1
  }

  /** Puts what was appended in order, and keeps nothing free. */
  sort(): void {
    const [seconds, ids] = [this.#seconds, this.#ids]
    const idOf = (place: number): Buffer =>
      ids.subarray(place * FACT_ID_BYTES, (place + 1) * FACT_ID_BYTES)
    const places = Uint32Array.from({ length: this.#length }, (_, place) => place).sort(
      (a, b) => seconds[a]! - seconds[b]! || compareFactIdsAt(ids, a, b),
    )
    const capacity = Math.max(this.#length, CAPACITY_MIN)
    this.#seconds = new Float64Array(capacity)
    this.#ids = Buffer.alloc(capacity * FACT_ID_BYTES)
    for (const [to, from] of places.entries()) {
      this.#seconds[to] = seconds[from]!
      this.#ids.set(idOf(from), to * FACT_ID_BYTES)
    }
  }

  /** In its place among those that are in order. */
  add({ second, fact_id }: PackedFact): void {
    const id = factIdBytes(fact_id)
    const place = this.#placeOf(second, id)
    if (this.#length === this.#seconds.length) this.#grow()
    this.#seconds.copyWithin(place + 1, place, this.#length)
    this.#ids.copyWithin(
      (place + 1) * FACT_ID_BYTES,
      place * FACT_ID_BYTES,
      this.#length * FACT_ID_BYTES,
    )
    this.#seconds[place] = second
    this.#ids.set(id, place * FACT_ID_BYTES)
    this.#length += 1
  }

  /** Whether it was there. */
  remove({ second, fact_id }: PackedFact): boolean {
    const id = factIdBytes(fact_id)
    const place = this.#placeOf(second, id)
    if (place === this.#length || this.#compareAt(place, second, id) !== 0) return false
    this.#seconds.copyWithin(place, place + 1, this.#length)
    this.#ids.copyWithin(
      place * FACT_ID_BYTES,
      (place + 1) * FACT_ID_BYTES,
      this.#length * FACT_ID_BYTES,
    )
    this.#length -= 1
    return true
  }

  /** Of the first that is not before it. */
  #placeOf(second: number, id: Uint8Array): number {
    let [low, high] = [0, this.#length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#compareAt(middle, second, id) < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  #compareAt(place: number, second: number, id: Uint8Array): number {
    const at = place * FACT_ID_BYTES
    return (
      this.#seconds[place]! - second ||
      this.#ids.compare(id, 0, FACT_ID_BYTES, at, at + FACT_ID_BYTES)
    )
  }

  #grow(): void {
    const seconds = new Float64Array(this.#length * 2)
    seconds.set(this.#seconds)
    const ids = Buffer.alloc(seconds.length * FACT_ID_BYTES)
    ids.set(this.#ids)
    this.#seconds = seconds
    this.#ids = ids
  }
}

export interface PackedFact {
  /** `occurred_at`, in whole seconds. */
  readonly second: number
  readonly fact_id: string
}
