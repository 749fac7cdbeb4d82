import { Changes } from '#/rules/evaluator/ledger/changes.ts'
import type { KnownAt } from '#/rules/evaluator/ledger/known-at.ts'
import type { StatedStep } from '#/rules/evaluator/ledger/stated-steps.ts'
import {
  SelectedFacts,
  versionColumns,
  type VersionColumns,
} from '#/rules/evaluator/ledger/version-columns.ts'
import type { HeldVersion } from '#/rules/evaluator/ledger/versions-held.ts'
import { FactsTogether } from '#/rules/evaluator/facts-together.ts'
import type { FactAlone } from '#/rules/facts/known-fact.ts'
import type { FactColumns } from '#/rules/facts/series/fact-columns.ts'
import { placeFrom } from '#/rules/facts/series/sorted-seconds.ts'

/**
 * The facts of one subject over all points of knowing. What several rules look at is worked out
 * once.
 */
export class SubjectHistory {
  readonly subject_id: string
  /** All versions, in canonical order. */
  readonly versions: FactColumns
  readonly #columns: VersionColumns
  readonly #together = new Map<StatedStep, Map<number, FactsTogether>>()
  readonly #changes = new Map<ReadonlySet<string>, Changes>()
  #points: Changes | undefined
  #inOrderOfKnowing: readonly number[] | undefined

  constructor(subject_id: string, columns: VersionColumns) {
    this.subject_id = subject_id
    this.versions = columns.facts
    this.#columns = columns
  }

  /** Of versions in any order. */
  static of(subject_id: string, held: readonly HeldVersion[]): SubjectHistory {
    return new SubjectHistory(subject_id, versionColumns(held))
  }

  /** The facts in force at a point, as decided by what is stated. */
  at(point: KnownAt, step: StatedStep): FactsTogether {
    return this.#after(this.points.upTo(point), step)
  }

  /** The facts in force right before a point. */
  before(point: KnownAt, step: StatedStep): FactsTogether {
    return this.#after(this.points.before(point), step)
  }

  /** The facts in force in the end. */
  last(step: StatedStep): FactsTogether {
    return this.#after(ALL, step)
  }

  /** All points at which something became known or ended, in order. */
  get points(): Changes {
    this.#points ??= new Changes(this.#columns, this.#placesKnown)
    return this.#points
  }

  /** What became known of facts of these types, in the order of knowing. */
  changesOf(types: ReadonlySet<string>): Changes {
    const known = this.#changes.get(types)
    if (known !== undefined) return known
    const isOfTypes = this.versions.types.map((type) => types.has(type))
    const { type_numbers } = this.versions
    const places: number[] = []
    for (const place of this.#placesKnown)
      if (isOfTypes[type_numbers[place]!] === true) places.push(place)
    const changes = new Changes(this.#columns, places)
    this.#changes.set(types, changes)
    return changes
  }

  /**
   * From which point on the version of a fact is known that is in force right before a point, or in
   * the end where there is none.
   */
  knownFrom({ fact_id, second }: FactAlone, before: KnownAt | null): KnownAt | undefined {
    const { seconds } = this.versions
    const { from_ms, from_position } = this.#columns
    for (let place = placeFrom(seconds, second); seconds[place] === second; place += 1)
      if (this.#isInForce(place, before) && this.versions.factAt(place).fact_id === fact_id)
        return { ms: from_ms[place]!, position: from_position[place]! }
    return undefined
  }

  /** Places of all versions in the order in which they became known. */
  get #placesKnown(): readonly number[] {
    const { from_ms, from_position } = this.#columns
    this.#inOrderOfKnowing ??= placesInOrder(
      this.versions.length,
      (a, b) => from_ms[a]! - from_ms[b]! || from_position[a]! - from_position[b]!,
    )
    return this.#inOrderOfKnowing
  }

  #after(passed: number, step: StatedStep): FactsTogether {
    // What became known in the end is all that did.
    if (passed !== ALL && passed === this.points.length) return this.#after(ALL, step)
    const ofStep = this.#together.get(step) ?? new Map<number, FactsTogether>()
    this.#together.set(step, ofStep)
    const known = ofStep.get(passed)
    if (known !== undefined) return known
    const together = new FactsTogether(this.subject_id, this.#factsAfter(passed), step.known)
    ofStep.set(passed, together)
    return together
  }

  #factsAfter(passed: number): FactColumns {
    if (passed !== ALL) return this.#inForce(this.points.at(passed))
    return this.#columns.until === null ? this.versions : this.#inForce(null)
  }

  /** Those in force right before a point, or in the end. */
  #inForce(before: KnownAt | null): FactColumns {
    const { length } = this.versions
    const places: number[] = []
    for (let place = 0; place < length; place += 1)
      if (this.#isInForce(place, before)) places.push(place)
    return new SelectedFacts(this.versions, places)
  }

  #isInForce(place: number, before: KnownAt | null): boolean {
    const { from_ms, from_position, until } = this.#columns
    if (before === null) return until === null || until.ms[place] === Number.POSITIVE_INFINITY
    const { ms, position } = before
    const isKnown = (from_ms[place]! - ms || from_position[place]! - position) < 0
    if (!isKnown || until === null) return isKnown
    return (until.ms[place]! - ms || until.position[place]! - position) >= 0
  }
}

/** All points are passed, however many there are. */
const ALL = Number.POSITIVE_INFINITY

/** Sorted where they are not in order as they come. */
export function placesInOrder(length: number, compare: (a: number, b: number) => number): number[] {
  const places: number[] = []
  let inOrder = true
  for (let place = 0; place < length; place += 1) {
    places.push(place)
    inOrder &&= place === 0 || compare(place - 1, place) <= 0
  }
  return inOrder ? places : places.sort(compare)
}
