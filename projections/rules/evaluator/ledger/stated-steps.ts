import type { Calendars } from '@jianwei/events/calendar/calendars.ts'
import { EARLIEST, msOfInstant } from '@jianwei/events/instant.ts'
import { noticeKnownAt } from '#/rules/calendars/notices-as-known.ts'
import { statedAsKnown, statedFrom, type StatedAsKnown } from '#/rules/evaluator/awaited.ts'
import {
  compareKnownAt,
  countBefore,
  knowledgePointOf,
  knownAtOf,
  type KnownAt,
} from '#/rules/evaluator/ledger/known-at.ts'
import { knowledgePointIn, type Known } from '#/rules/facts/knowledge-points.ts'
import type { Stated } from '#/rules/feeds/statements-as-known.ts'

/** What is stated, from a point on: who decides what, what is fed, working days. */
export interface StatedStep {
  /** Null of what was stated before everything. */
  readonly from: KnownAt | null
  readonly known: Known
  readonly stated: StatedAsKnown
}

/** All that is stated along an order of knowing, step by step. */
export class StatedSteps {
  /** In order; the first one is from the beginning. */
  readonly steps: readonly StatedStep[]
  /** The points at which something was stated. */
  readonly points: readonly KnownAt[]
  /** All working days that ever counted. */
  readonly calendars: readonly Calendars[]
  readonly has_authorities: boolean

  constructor(stated: Stated, asked: Known) {
    const known: Known = { ...asked, authorities: stated.authorities }
    this.points = pointsOf(stated, known)
    // Before everything, by position 0 of the earliest time there is.
    const first = stepAt(stated, known, { ms: EARLIEST_MS, position: 0 })
    this.steps = [
      { ...first, from: null },
      ...this.points.map((from) => ({ ...stepAt(stated, known, from), from })),
    ]
    this.calendars = [...new Set(this.steps.map((step) => step.stated.calendars))]
    this.has_authorities = stated.authorities.length > 0
  }

  /** What is stated at a point. */
  at(point: KnownAt): StatedStep {
    return this.#step(countBefore(this.points.length, (i) => this.#compare(i, point) <= 0))
  }

  /** What was stated right before a point. */
  before(point: KnownAt): StatedStep {
    return this.#step(countBefore(this.points.length, (i) => this.#compare(i, point) < 0))
  }

  get last(): StatedStep {
    return this.#step(this.points.length)
  }

  #compare(index: number, point: KnownAt): number {
    return compareKnownAt(this.points[index] ?? point, point)
  }

  #step(index: number): StatedStep {
    const step = this.steps[index]
    if (step === undefined) throw new RangeError(`no step ${index}`)
    return step
  }
}

const EARLIEST_MS = msOfInstant(EARLIEST)

function stepAt(stated: Stated, known: Known, from: KnownAt): Omit<StatedStep, 'from'> {
  // A point of the order that `known` is of.
  const then = { ...known, until: knowledgePointOf(known.by, from) } as Known
  return { known: then, stated: statedAsKnown(stated, then) }
}

function pointsOf({ statements, authorities, notices }: Stated, known: Known): KnownAt[] {
  const { by, until } = known
  const last = until === undefined ? null : knownAtOf(until)
  const taken = known.by === 'source' ? known.taken_until_position : undefined
  const points = [
    ...statements.map((statement) => statedFrom(statement, by)),
    ...authorities.map(({ position, recorded_at }) =>
      knowledgePointIn(by, { position, reported_at: recorded_at }),
    ),
    ...notices.map((notice) => noticeKnownAt(by, notice)),
  ]
  const inOrder = points
    .map(knownAtOf)
    .filter(
      (point) =>
        (last === null || compareKnownAt(point, last) <= 0) &&
        (taken === undefined || point.position <= taken),
    )
    .toSorted(compareKnownAt)
  return inOrder.filter(
    (point, index) => index === 0 || compareKnownAt(inOrder[index - 1] ?? point, point) !== 0,
  )
}
