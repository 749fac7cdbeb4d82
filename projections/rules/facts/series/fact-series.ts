import type { KnownFact } from '#/rules/facts/known-fact.ts'
import { selects } from '#/rules/facts/filter-predicate.ts'
import type { Selection } from '#/rules/language/filter.ts'

/**
 * The facts of one subject, or of one group, in canonical order: by second, of one second by fact
 * id. What evaluators read: they go through it once from its beginning, and speak of facts by their
 * place in it.
 */
export class FactSeries {
  readonly facts: readonly KnownFact[]
  /** Of each fact; never decreasing. */
  readonly seconds: Float64Array
  readonly #selected = new Map<Selection, Int32Array>()
  readonly #secondsOf = new Map<Selection, Float64Array>()

  private constructor(facts: readonly KnownFact[]) {
    this.facts = facts
    this.seconds = Float64Array.from(facts, ({ second }) => second)
  }

  /** Of facts in any order. */
  static of(facts: readonly KnownFact[]): FactSeries {
    return new FactSeries(facts.toSorted(compareFacts))
  }

  /** The places of the facts that a selection selects, in order; worked out once. */
  selected(selection: Selection): Int32Array {
    const known = this.#selected.get(selection)
    if (known !== undefined) return known
    const places = this.where((fact) => selects(selection, fact))
    this.#selected.set(selection, places)
    return places
  }

  /** The seconds of the facts that a selection selects, in order; worked out once. */
  secondsOf(selection: Selection): Float64Array {
    const known = this.#secondsOf.get(selection)
    if (known !== undefined) return known
    const seconds = this.secondsAt(this.selected(selection))
    this.#secondsOf.set(selection, seconds)
    return seconds
  }

  /** The places of the facts for which it holds, in order. */
  where(holds: (fact: KnownFact) => boolean): Int32Array {
    const places: number[] = []
    for (const [place, fact] of this.facts.entries()) if (holds(fact)) places.push(place)
    return Int32Array.from(places)
  }

  /** The seconds of the facts at these places, in their order. */
  secondsAt(places: Int32Array): Float64Array {
    return Float64Array.from(places, (place) => this.seconds[place] ?? 0)
  }

  factAt(place: number): KnownFact {
    const fact = this.facts[place]
    if (fact === undefined) throw new RangeError(`no fact at place ${place}`)
    return fact
  }

  factsAt(places: Iterable<number>): KnownFact[] {
    return Array.from(places, (place) => this.factAt(place))
  }
}

/** Ids are of ASCII, of which the order of code units is that of the engine's bytes. */
function compareFacts(a: KnownFact, b: KnownFact): number {
  if (a.second !== b.second) return a.second - b.second
  return a.fact_id < b.fact_id ? -1 : 1
}
