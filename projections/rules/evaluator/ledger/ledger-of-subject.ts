import { secondOfInstant } from '@jianwei/events/instant.ts'
import type { Changes } from '#/rules/evaluator/ledger/changes.ts'
import { judge } from '#/rules/evaluator/judge.ts'
import type { ClockByPoints } from '#/rules/evaluator/ledger/clock-by-points.ts'
import { HeldWarnings, type StoodInterval } from '#/rules/evaluator/ledger/held-warnings.ts'
import { compareKnownAt, countBefore, type KnownAt } from '#/rules/evaluator/ledger/known-at.ts'
import type { LedgerRule } from '#/rules/evaluator/ledger/ledger-rule.ts'
import type { StatedStep, StatedSteps } from '#/rules/evaluator/ledger/stated-steps.ts'
import type { SubjectHistory } from '#/rules/evaluator/ledger/subject-history.ts'
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
  const looked: Looked = { asked, history, time, held, changes }
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
  readonly changes: Changes
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
  const cut = asked.has_clock ? cutByClock(looked) : (point: number) => !changes.isInOrder(point)
  const points = [changes.at(0)]
  for (let point = 1; point < changes.length; point += 1)
    if (cut(point)) points.push(changes.at(point))
  if (!asked.minds_statements) return points
  const { points: steps } = time.stated
  const first = changes.at(0)
  const later = steps.slice(
    countBefore(steps.length, (i) => compareKnownAt(steps[i] ?? first, first) <= 0),
  )
  if (later.length === 0) return points
  const all = [...points, ...later].toSorted(compareKnownAt)
  return all.filter((point, i) => i === 0 || compareKnownAt(all[i - 1] ?? point, point) !== 0)
}

/** Whether a change may take away what time had brought about by then. */
function cutByClock({
  asked,
  history: { versions },
  time,
  changes,
}: Pick<Looked, 'asked' | 'history' | 'time' | 'changes'>): (point: number) => boolean {
  const { rule, types } = asked
  const { answers } = kindOf(rule)
  if (answers === null || !asked.settled_before) return () => true
  const isWatched = versions.types.map((type) => types.has(type))
  // Of each fact that was ever known, whether or not anything answers it.
  const passes: number[] = []
  for (let place = 0; place < versions.length; place += 1) {
    if (isWatched[versions.type_numbers[place]!] !== true) continue
    const fact = versions.factAt(place)
    for (const one of time.stated.calendars) {
      const due = answers.due(rule, fact, one)
      if (due !== undefined) passes.push(due + 1)
    }
  }
  const passing = Float64Array.from(passes).sort()
  return (point) => {
    if (changes.endedAt(point) > 0) return true
    const clock = time.clock.at(changes.at(point))
    return changes.begunAt(point).some((place) => {
      const second = versions.seconds[place]!
      const next = passing[countBefore(passing.length, (i) => (passing[i] ?? 0) <= second)]
      return next !== undefined && next <= clock
    })
  }
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
  { changes }: Looked,
  next: KnownAt | null,
  { anchor_at }: WarningWithFacts,
): KnownAt {
  const second = secondOfInstant(anchor_at)
  const end = next === null ? changes.length : changes.before(next)
  const point = countBefore(end, (i) => (changes.greatest[i] ?? 0) < second)
  if (point === changes.length) throw new RangeError(`no fact lies at ${anchor_at}`)
  return changes.at(point)
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
  const from = fact === undefined ? undefined : history.knownFrom(fact, next)
  if (passed === null || from === undefined)
    throw new RangeError(`nothing brought ${rule.id} about for ${anchor}`)
  return compareKnownAt(from, passed) < 0 ? passed : from
}
