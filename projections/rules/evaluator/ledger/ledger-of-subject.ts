import { secondOfInstant } from '@jianwei/events/instant.ts'
import { judge } from '#/rules/evaluator/judge.ts'
import type { ClockByPoints } from '#/rules/evaluator/ledger/clock-by-points.ts'
import { HeldWarnings, type StoodInterval } from '#/rules/evaluator/ledger/held-warnings.ts'
import { compareKnownAt, countBefore, type KnownAt } from '#/rules/evaluator/ledger/known-at.ts'
import type { LedgerRule } from '#/rules/evaluator/ledger/ledger-rule.ts'
import type { StatedStep, StatedSteps } from '#/rules/evaluator/ledger/stated-steps.ts'
import type { Change, SubjectHistory } from '#/rules/evaluator/ledger/subject-history.ts'
import type { WarningWithFacts } from '#/rules/facts/known-fact.ts'
import { kindOf } from '#/rules/rule.ts'

/*
 * The ledger of one rule about one subject without a replay of every point of knowing.
 *
 *  1. The points of knowing are cut into runs. A run begins where what becomes known can change
 *     warnings that there are: an amendment, a late fact, something that sources state. What else
 *     becomes known in it only adds warnings.
 *  2. So what holds at the end of a run held from where it came about: one evaluation a run.
 *     Without a clock that is where the fact at the anchor became known, because the run's facts
 *     come in order; with a clock, where the fact that waited is known and the clock has passed.
 */

/** Facts that one rule's ledger about one subject looks at: a second's work, about. */
export const LEDGER_FACTS_LOOKED_AT_MAX = 5_000_000

/** How knowing went on: the same for all subjects. */
export interface LedgerTime {
  readonly clock: ClockByPoints
  readonly stated: StatedSteps
}

/**
 * The intervals in which the rule's warnings about the subject stood, in no particular order. Where
 * very many facts come late the work grows with their square: null where it would look at more
 * facts than `facts_max`.
 */
export function ledgerOfSubject(
  asked: LedgerRule,
  history: SubjectHistory,
  time: LedgerTime,
  facts_max = LEDGER_FACTS_LOOKED_AT_MAX,
): readonly StoodInterval[] | null {
  const changes = history.changesOf(asked.types)
  if (changes.length === 0) return []
  const held = new HeldWarnings()
  const looked: Looked = { asked, history, time, held, changes, greatest: greatestSoFar(changes) }
  const begins = runBeginnings(looked)
  if (begins.length * history.versions.length > facts_max) return null
  for (const [index, point] of begins.entries()) {
    lookAtRun(looked, { point, next: begins[index + 1] ?? null })
  }
  return held.intervals()
}

interface Looked {
  readonly asked: LedgerRule
  readonly history: SubjectHistory
  readonly time: LedgerTime
  readonly held: HeldWarnings
  readonly changes: readonly Change[]
  /** To each change the greatest second of a fact that became known up to and with it. */
  readonly greatest: Float64Array
}

interface Run {
  readonly point: KnownAt
  /** Where the next one begins; null of the last one. */
  readonly next: KnownAt | null
}

/** The points at which runs begin, the first change among them. */
function runBeginnings(
  looked: Pick<Looked, 'asked' | 'history' | 'time' | 'changes'>,
): readonly KnownAt[] {
  const { asked, changes, time } = looked
  const [first] = changes
  if (first === undefined) return []
  const cut = asked.has_clock ? cutByClock(looked) : cutByOrder(changes)
  const points = changes.flatMap((change, index) => (index === 0 || cut(change) ? [change.at] : []))
  if (!asked.minds_statements) return points
  const { points: steps } = time.stated
  const later = steps.slice(
    countBefore(steps.length, (i) => compareKnownAt(steps[i] ?? first.at, first.at) <= 0),
  )
  if (later.length === 0) return points
  const all = [...points, ...later].toSorted(compareKnownAt)
  return all.filter((point, i) => i === 0 || compareKnownAt(all[i - 1] ?? point, point) !== 0)
}

/** Of changes that are asked of in order: whether one is not a fact later than all before. */
function cutByOrder(changes: readonly Change[]): (change: Change) => boolean {
  let greatest = secondBegun(changes[0])
  return ({ begun, ended }) => {
    let inOrder = ended === 0 && begun.length === 1
    for (const { fact } of begun) {
      if (fact.second <= greatest) inOrder = false
      else greatest = fact.second
    }
    return !inOrder
  }
}

function secondBegun(change: Change | undefined): number {
  let greatest = Number.NEGATIVE_INFINITY
  for (const { fact } of change?.begun ?? []) greatest = Math.max(greatest, fact.second)
  return greatest
}

function greatestSoFar(changes: readonly Change[]): Float64Array {
  let greatest = Number.NEGATIVE_INFINITY
  return Float64Array.from(
    changes,
    (change) => (greatest = Math.max(greatest, secondBegun(change))),
  )
}

/** Whether a change may take away what time had brought about by then. */
function cutByClock({
  asked,
  history,
  time,
}: Pick<Looked, 'asked' | 'history' | 'time'>): (change: Change) => boolean {
  const { rule, types } = asked
  const { answers } = kindOf(rule)
  if (answers === null || !asked.settled_before) return () => true
  // Of each fact that was ever known, whether or not anything answers it.
  const passing = Float64Array.from(
    history.versions.flatMap(({ fact }) =>
      types.has(fact.content.type)
        ? time.stated.calendars.flatMap((one) => afterDue(answers.due(rule, fact, one)))
        : [],
    ),
  ).sort()
  return ({ at, begun, ended }) => {
    if (ended > 0) return true
    const clock = time.clock.at(at)
    return begun.some(({ fact: { second } }) => {
      const next = passing[countBefore(passing.length, (i) => (passing[i] ?? 0) <= second)]
      return next !== undefined && next <= clock
    })
  }
}

/** The second from which on a fact waits no more; none for one that does not wait. */
function afterDue(due: number | undefined): readonly number[] {
  return due === undefined ? [] : [due + 1]
}

/**
 * What holds at the end of a run and came about by its beginning held there; the rest came about in
 * the run. Nothing came and went.
 */
function lookAtRun(looked: Looked, { point, next }: Run): void {
  const { asked, history, time, held } = looked
  const { clock } = time
  const step = time.stated.at(point)
  const together = next === null ? history.last(step) : history.before(next, step)
  const second = next === null ? clock.last : clock.before(next)
  const { standing, suppressed } = judge(asked.rule, together, second, step.stated)
  const raised = standing.map((warning) => ({
    warning,
    at: cameAbout(looked, next, step, warning),
  }))
  const kept = suppressed.map((warning) => ({
    warning,
    at: cameAbout(looked, next, step, warning),
  }))
  const isThere = ({ at }: CameAbout): boolean => compareKnownAt(at, point) <= 0
  held.become(
    { standing: warningsOf(raised, isThere), suppressed: warningsOf(kept, isThere) },
    point,
  )
  for (const one of raised) if (!isThere(one)) held.raise(one.warning, one.at)
  for (const one of kept) if (!isThere(one)) held.suppress(one.warning, one.at)
}

interface CameAbout {
  readonly warning: WarningWithFacts
  readonly at: KnownAt
}

function warningsOf(
  found: readonly CameAbout[],
  isChosen: (one: CameAbout) => boolean,
): WarningWithFacts[] {
  return found.filter(isChosen).map(({ warning }) => warning)
}

/** Where what holds at the end of a run came about, if that was in the run. */
function cameAbout(
  looked: Looked,
  next: KnownAt | null,
  step: StatedStep,
  warning: WarningWithFacts,
): KnownAt {
  return looked.asked.has_clock
    ? byTime(looked, next, step, warning)
    : byFact(looked, next, warning)
}

/** The run's facts come in order: the one at the anchor's second brought it about. */
function byFact(
  { changes, greatest }: Looked,
  next: KnownAt | null,
  { anchor_at }: WarningWithFacts,
): KnownAt {
  const second = secondOfInstant(anchor_at)
  const end =
    next === null
      ? changes.length
      : countBefore(changes.length, (i) => compareKnownAt(changes[i]!.at, next) < 0)
  const change = changes[countBefore(end, (i) => (greatest[i] ?? 0) < second)]
  if (change === undefined) throw new RangeError(`no fact lies at ${anchor_at}`)
  return change.at
}

/** Where its fact is known and the clock has come to where it waits no more. */
function byTime(
  { asked: { rule }, history, time }: Looked,
  next: KnownAt | null,
  step: StatedStep,
  { anchor, evidence: [fact] }: WarningWithFacts,
): KnownAt {
  const { answers } = kindOf(rule)
  const due = fact === undefined ? undefined : answers?.due(rule, fact, step.stated.calendars)
  const passed = due === undefined ? null : time.clock.reaches(due + 1)
  const version = history.versions.find(
    ({ fact: { fact_id }, from, until }) =>
      fact_id === anchor &&
      (next === null || compareKnownAt(from, next) < 0) &&
      (until === null || (next !== null && compareKnownAt(until, next) >= 0)),
  )
  if (passed === null || version === undefined)
    throw new RangeError(`nothing brought ${rule.id} about for ${anchor}`)
  return compareKnownAt(version.from, passed) < 0 ? passed : version.from
}
