import { compareKnownAt, countBefore, type KnownAt } from '#/rules/evaluator/ledger/known-at.ts'
import type { StatedStep } from '#/rules/evaluator/ledger/stated-steps.ts'
import type { HeldVersion } from '#/rules/evaluator/ledger/versions-held.ts'
import { FactsTogether } from '#/rules/evaluator/facts-together.ts'
import type { KnownFact } from '#/rules/facts/known-fact.ts'
import { besideSubjects } from '#/rules/facts/subject-states.ts'

/** What became known at one point, and what ended there. */
export interface Change {
  readonly at: KnownAt
  readonly begun: readonly HeldVersion<KnownFact>[]
  readonly ended: number
}

/**
 * The facts of one subject over all points of knowing. What several rules look at is worked out
 * once.
 */
export class SubjectHistory {
  readonly subject_id: string
  /** In the order of knowing. */
  readonly versions: readonly HeldVersion<KnownFact>[]
  readonly #asksSubjects: boolean
  readonly #together = new Map<StatedStep, Map<number, FactsTogether>>()
  readonly #changes = new Map<ReadonlySet<string>, readonly Change[]>()
  #points: readonly KnownAt[] | undefined

  /**
   * `asks_subjects`: whether any rule asks what the subject was; nothing is worked out for it where
   * none does.
   */
  constructor(
    subject_id: string,
    versions: readonly HeldVersion<KnownFact>[],
    asks_subjects: boolean,
  ) {
    this.subject_id = subject_id
    this.versions = versions.toSorted((a, b) => compareKnownAt(a.from, b.from))
    this.#asksSubjects = asks_subjects
  }

  /** The facts in force at a point, as decided by what is stated. */
  at(point: KnownAt, step: StatedStep): FactsTogether {
    const { points } = this
    const passed = countBefore(points.length, (i) => compareKnownAt(points[i] ?? point, point) <= 0)
    return this.#after(passed, step)
  }

  /** The facts in force right before a point. */
  before(point: KnownAt, step: StatedStep): FactsTogether {
    const { points } = this
    const passed = countBefore(points.length, (i) => compareKnownAt(points[i] ?? point, point) < 0)
    return this.#after(passed, step)
  }

  /** The facts in force in the end. */
  last(step: StatedStep): FactsTogether {
    return this.#after(this.points.length, step)
  }

  /** All points at which something became known or ended, in order. */
  get points(): readonly KnownAt[] {
    this.#points ??= pointsOf(this.versions)
    return this.#points
  }

  /** What became known of facts of these types, in the order of knowing. */
  changesOf(types: ReadonlySet<string>): readonly Change[] {
    const known = this.#changes.get(types)
    if (known !== undefined) return known
    const changes = changesOf(this.versions.filter(({ fact }) => types.has(fact.content.type)))
    this.#changes.set(types, changes)
    return changes
  }

  #after(passed: number, step: StatedStep): FactsTogether {
    const ofStep = this.#together.get(step) ?? new Map<number, FactsTogether>()
    this.#together.set(step, ofStep)
    const known = ofStep.get(passed)
    if (known !== undefined) return known
    const together = new FactsTogether(this.subject_id, this.#facts(passed, step), step.known)
    ofStep.set(passed, together)
    return together
  }

  #facts(passed: number, { known }: StatedStep): readonly KnownFact[] {
    const point = this.points[passed - 1]
    if (point === undefined) return []
    const facts: KnownFact[] = []
    for (const { fact, from, until } of this.versions) {
      if (compareKnownAt(from, point) > 0) break
      if (until === null || compareKnownAt(until, point) > 0) facts.push(fact)
    }
    return this.#asksSubjects ? besideSubjects(facts, known) : facts
  }
}

function pointsOf(versions: readonly HeldVersion<KnownFact>[]): KnownAt[] {
  return changesOf(versions).map(({ at }) => at)
}

/** Of versions in the order of knowing. */
function changesOf(versions: readonly HeldVersion<KnownFact>[]): Change[] {
  const ends = versions
    .flatMap(({ until }) => (until === null ? [] : [until]))
    .toSorted(compareKnownAt)
  const changes: { at: KnownAt; begun: HeldVersion<KnownFact>[]; ended: number }[] = []
  const changeAt = (at: KnownAt): { begun: HeldVersion<KnownFact>[]; ended: number } => {
    const last = changes.at(-1)
    if (last !== undefined && compareKnownAt(last.at, at) === 0) return last
    const change = { at, begun: [], ended: 0 }
    changes.push(change)
    return change
  }
  let end = 0
  for (const version of versions) {
    for (; end < ends.length && compareKnownAt(ends[end]!, version.from) <= 0; end += 1)
      changeAt(ends[end]!).ended += 1
    changeAt(version.from).begun.push(version)
  }
  for (; end < ends.length; end += 1) changeAt(ends[end]!).ended += 1
  return changes
}
