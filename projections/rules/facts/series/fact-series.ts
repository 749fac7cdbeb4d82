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
  #placesByType: ReadonlyMap<string, Int32Array> | undefined

  private constructor(facts: readonly KnownFact[]) {
    this.facts = facts
    this.seconds = new Float64Array(facts.length)
    for (const [place, { second }] of facts.entries()) this.seconds[place] = second
  }

  /** Of facts in any order. */
  static of(facts: readonly KnownFact[]): FactSeries {
    return new FactSeries(facts.toSorted(compareFacts))
  }

  /** The places of the facts that a selection selects, in order; worked out once. */
  selected(selection: Selection): Int32Array {
    const known = this.#selected.get(selection)
    if (known !== undefined) return known
    const places = this.#placesOf(selection)
    this.#selected.set(selection, places)
    return places
  }

  #placesOf(selection: Selection): Int32Array {
    this.#placesByType ??= placesByType(this.facts)
    const [type = '', ...others] = selection.events
    if (others.length > 0) return this.where((fact) => selects(selection, fact))
    const ofType = this.#placesByType.get(type) ?? NO_PLACES
    return selection.where === undefined
      ? ofType
      : ofType.filter((place) => selects(selection, this.factAt(place)))
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
    const seconds = new Float64Array(places.length)
    for (let index = 0; index < places.length; index += 1)
      seconds[index] = this.seconds[places[index] ?? 0] ?? 0
    return seconds
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

const NO_PLACES = new Int32Array(0)

function placesByType(facts: readonly KnownFact[]): ReadonlyMap<string, Int32Array> {
  const places = new Map<string, number[]>()
  for (const [place, { content }] of facts.entries()) {
    const ofType = places.get(content.type)
    if (ofType === undefined) places.set(content.type, [place])
    else ofType.push(place)
  }
  return new Map(Array.from(places, ([type, ofType]) => [type, Int32Array.from(ofType)]))
}

/** Ids are of ASCII, of which the order of code units is that of the engine's bytes. */
function compareFacts(a: KnownFact, b: KnownFact): number {
  if (a.second !== b.second) return a.second - b.second
  return a.fact_id < b.fact_id ? -1 : 1
}
