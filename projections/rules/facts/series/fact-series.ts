import type { FactAlone, KnownFact } from '#/rules/facts/known-fact.ts'
import {
  compiledSelection,
  type CompiledSelection,
} from '#/rules/facts/series/compiled-selection.ts'
import type { FactColumns } from '#/rules/facts/series/fact-columns.ts'
import { GivenFacts } from '#/rules/facts/series/given-facts.ts'
import type { SecondsSpan } from '#/rules/facts/series/seconds-span.ts'
import { placeFrom } from '#/rules/facts/series/sorted-seconds.ts'
import type { Selection } from '#/rules/language/filter.ts'
import { isSubjectField } from '#/rules/language/subject-fields.ts'

/** What a field `subject.…` says at the fact of a place. */
export type SubjectValueAt = (place: number, field: string) => unknown

/**
 * The facts of one subject, or of one group, in canonical order, and what of its subject is known
 * at each. What evaluators read: they go through it once from its beginning, and speak of facts by
 * their place in it.
 */
export class FactSeries {
  readonly columns: FactColumns
  readonly #subjectValueAt: SubjectValueAt
  readonly #selected = new Map<CompiledSelection, Int32Array>()
  #placesByType: readonly Int32Array[] | undefined

  constructor(columns: FactColumns, subjectValueAt: SubjectValueAt) {
    this.columns = columns
    this.#subjectValueAt = subjectValueAt
  }

  /** Of facts in any order, which say themselves what their subjects were. */
  static of(facts: readonly KnownFact[]): FactSeries {
    const given = new GivenFacts(facts)
    return new FactSeries(given, (place, field) => given.factAt(place).subject_value(field))
  }

  /** The types of which there are facts. */
  get typesThere(): readonly string[] {
    const { types } = this.columns
    this.#placesByType ??= placesByType(this.columns)
    return types.filter((_, number) => (this.#placesByType?.[number]?.length ?? 0) > 0)
  }

  get length(): number {
    return this.columns.length
  }

  /** Of each fact; never decreasing. */
  get seconds(): Float64Array {
    return this.columns.seconds
  }

  /** The value at a field's path of the fact at a place; undefined where there is none. */
  valueAt(place: number, path: string): unknown {
    return isSubjectField(path)
      ? this.#subjectValueAt(place, path)
      : this.columns.valueAt(place, path)
  }

  /** The places of the facts that a selection selects, in order; worked out once. */
  selected(selection: Selection): Int32Array {
    const compiled = compiledSelection(selection)
    const known = this.#selected.get(compiled)
    if (known !== undefined) return known
    const places = this.#placesOf(compiled)
    this.#selected.set(compiled, places)
    return places
  }

  #placesOf({ events, holds }: CompiledSelection): Int32Array {
    const places = this.#placesOfTypes(events)
    if (holds === null || places.length === 0) return places
    const found = new Int32Array(places.length)
    let count = 0
    for (const place of places) {
      if (!holds(this, place)) continue
      found[count] = place
      count += 1
    }
    return count === 0 ? NO_PLACES : found.subarray(0, count)
  }

  #placesOfTypes(events: readonly string[]): Int32Array {
    this.#placesByType ??= placesByType(this.columns)
    const { types } = this.columns
    const [only] = events
    if (events.length === 1 && only !== undefined)
      return this.#placesByType[types.indexOf(only)] ?? NO_PLACES
    const ofTypes: Int32Array[] = []
    for (const type of events) {
      const places = this.#placesByType[types.indexOf(type)]
      if (places !== undefined && places.length > 0) ofTypes.push(places)
    }
    return joinedPlaces(ofTypes)
  }

  /** The seconds of the facts that a selection selects, in order. */
  secondsOf(selection: Selection): Float64Array {
    return this.secondsAt(this.selected(selection))
  }

  /** The seconds of the facts at these places, in their order. */
  secondsAt(places: Int32Array): Float64Array {
    const seconds = new Float64Array(places.length)
    for (let index = 0; index < places.length; index += 1)
      seconds[index] = this.seconds[places[index] ?? 0] ?? 0
    return seconds
  }

  secondAt(place: number): number {
    return this.seconds[place] ?? Number.NaN
  }

  factAt(place: number): FactAlone {
    return this.columns.factAt(place)
  }

  factsAt(places: Iterable<number>): FactAlone[] {
    return Array.from(places, (place) => this.factAt(place))
  }

  /** Those that lie in a span, at the same places. */
  within({ from, up_to }: SecondsSpan): FactSeries {
    const [first, end] = [placeFrom(this.seconds, from), placeFrom(this.seconds, up_to + 1)]
    return first === 0 && end === this.length ? this : new FactsBetween(this, first, end)
  }
}

/** The facts of a series from a place on, up to another. */
class FactsBetween extends FactSeries {
  readonly #all: FactSeries
  readonly #first: number
  readonly #end: number

  constructor(all: FactSeries, first: number, end: number) {
    super(all.columns, (place, field) => all.valueAt(place, field))
    this.#all = all
    this.#first = first
    this.#end = end
  }

  override selected(selection: Selection): Int32Array {
    const places = this.#all.selected(selection)
    return places.subarray(placeFrom(places, this.#first), placeFrom(places, this.#end))
  }
}

const NO_PLACES = new Int32Array(0)

function placesByType({ types, type_numbers }: FactColumns): readonly Int32Array[] {
  const counts = new Uint32Array(types.length)
  for (const number of type_numbers) counts[number]! += 1
  const places = Array.from(counts, (count) => (count === 0 ? NO_PLACES : new Int32Array(count)))
  const taken = new Uint32Array(types.length)
  for (let place = 0; place < type_numbers.length; place += 1) {
    const number = type_numbers[place]!
    places[number]![taken[number]!++] = place
  }
  return places
}

/** The places of several lists, each of them in order, as one: in order, and each once. */
export function joinedPlaces(lists: readonly Int32Array[]): Int32Array {
  const [first = NO_PLACES] = lists
  if (lists.length <= 1) return first
  const all = new Int32Array(lists.reduce((sum, list) => sum + list.length, 0))
  let taken = 0
  for (const list of lists) {
    all.set(list, taken)
    taken += list.length
  }
  all.sort()
  let kept = 0
  for (const place of all)
    if (kept === 0 || all[kept - 1] !== place) {
      all[kept] = place
      kept += 1
    }
  return all.subarray(0, kept)
}
