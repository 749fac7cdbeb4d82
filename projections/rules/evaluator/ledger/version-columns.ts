import type { HeldVersion } from '#/rules/evaluator/ledger/versions-held.ts'
import type { FactColumns } from '#/rules/facts/series/fact-columns.ts'
import { compareFacts, GivenFacts } from '#/rules/facts/series/given-facts.ts'

/**
 * The versions of facts of one subject column by column, by place as `facts` has them, and from
 * which knowledge point to which each is in force. By platform `ms` is 0 in all of them.
 */
export interface VersionColumns {
  /** All versions; several may be of one fact. */
  readonly facts: FactColumns
  readonly from_ms: Float64Array
  readonly from_position: Float64Array
  /** Exclusive; null where nothing known ended any of them. */
  readonly until: {
    /** Infinity where nothing known ended it. */
    readonly ms: Float64Array
    readonly position: Float64Array
  } | null
}

/** Columns of versions that are objects. */
export function versionColumns(held: readonly HeldVersion[]): VersionColumns {
  const inOrder = held.toSorted((a, b) => compareFacts(a.fact, b.fact))
  const until = {
    ms: Float64Array.from(inOrder, (one) => one.until?.ms ?? Number.POSITIVE_INFINITY),
    position: Float64Array.from(inOrder, (one) => one.until?.position ?? 0),
  }
  return {
    facts: new GivenFacts(inOrder.map(({ fact }) => fact)),
    from_ms: Float64Array.from(inOrder, ({ from }) => from.ms),
    from_position: Float64Array.from(inOrder, ({ from }) => from.position),
    until: inOrder.some((one) => one.until !== null) ? until : null,
  }
}

/** Some of the facts of other columns, in their order. */
export class SelectedFacts implements FactColumns {
  readonly length: number
  readonly seconds: Float64Array
  readonly types: readonly string[]
  readonly type_numbers: Uint16Array
  readonly #all: FactColumns
  readonly #places: readonly number[]

  constructor(all: FactColumns, places: readonly number[]) {
    this.#all = all
    this.#places = places
    this.length = places.length
    this.types = all.types
    this.seconds = new Float64Array(places.length)
    this.type_numbers = new Uint16Array(places.length)
    for (let index = 0; index < places.length; index += 1) {
      const place = places[index]!
      this.seconds[index] = all.seconds[place]!
      this.type_numbers[index] = all.type_numbers[place]!
    }
  }

  valueAt(place: number, path: string): unknown {
    return this.#all.valueAt(this.#places[place]!, path)
  }

  statedAt(place: number, name: string): unknown {
    return this.#all.statedAt(this.#places[place]!, name)
  }

  factAt(place: number): ReturnType<FactColumns['factAt']> {
    return this.#all.factAt(this.#places[place]!)
  }
}
