import type { Calendars } from '@jianwei/events/calendar/calendars.ts'
import { instantFromMs } from '@jianwei/events/instant.ts'
import { fieldValue } from '#/rules/facts/filter-predicate.ts'
import type { WarningWithFacts, KnownFact } from '#/rules/facts/known-fact.ts'
import { tieOf } from '#/rules/facts/match-fields.ts'
import type { FactSeries } from '#/rules/facts/series/fact-series.ts'
import { anyWithin } from '#/rules/facts/series/sorted-seconds.ts'
import { dueSecond, type DueProblem, type OpenedDuty } from '#/rules/kinds/deadline/due.ts'
import type { DeadlineRule } from '#/rules/kinds/deadline/parameters.ts'
import { isInForce } from '#/rules/language/rule-body.ts'

/**
 * `W` of a deadline rule over the facts of one subject, when the clock stands in the second
 * `clock`.
 */
export function evaluateDeadline(
  rule: DeadlineRule,
  series: FactSeries,
  clock: number,
  calendars: Calendars,
): WarningWithFacts[] {
  return unanswered(rule, series, calendars).flatMap(({ duty, due }) =>
    clock <= due
      ? []
      : [{ anchor: duty.fact_id, anchor_at: instantFromMs(duty.second * 1_000), evidence: [duty] }],
  )
}

/** A duty that nothing answered in time, and its last second. */
interface UnansweredDuty {
  readonly duty: KnownFact
  readonly due: number
}

/** Wherever the clock stands. */
function unanswered(
  rule: DeadlineRule,
  series: FactSeries,
  calendars: Calendars,
): UnansweredDuty[] {
  const { answer, match } = rule.parameters
  const answers = Map.groupBy(series.factsAt(series.selected(answer)), (fact) => tieOf(match, fact))
  const answered = new Map(
    Array.from(answers, ([tie, facts]) => [tie, facts.map(({ second }) => second)]),
  )
  return dutiesInForce(rule, series).flatMap((duty) => {
    const due = dueOf(rule, duty, calendars)
    const tie = tieOf(match, duty)
    if (typeof due !== 'number' || tie === undefined) return []
    return anyWithin(answered.get(tie) ?? [], duty.second, due) ? [] : [{ duty, due }]
  })
}

/**
 * Seconds at which a duty becomes overdue; the moments at which time alone can change the warnings.
 */
export function overdueSeconds(
  rule: DeadlineRule,
  series: FactSeries,
  calendars: Calendars,
): number[] {
  return unanswered(rule, series, calendars).map(({ due }) => due + 1)
}

/** Up to which second a duty waits for its answer. */
export function answerDue(
  rule: DeadlineRule,
  duty: KnownFact,
  calendars: Calendars,
): number | undefined {
  const due = dueOf(rule, duty, calendars)
  return typeof due === 'number' ? due : undefined
}

function dutiesInForce(rule: DeadlineRule, series: FactSeries): KnownFact[] {
  return series
    .factsAt(series.selected(rule.parameters.duty))
    .filter(({ second }) => isInForce(rule, second))
}

function dueOf(rule: DeadlineRule, duty: KnownFact, calendars: Calendars): number | DueProblem {
  const opened = openedBy(rule, duty)
  return dueSecond(rule.parameters.due, opened, rule.utc_offset_seconds, calendars)
}

/** What a fact says of the due time of the duty that it opens. */
export function openedBy({ parameters: { due } }: DeadlineRule, duty: KnownFact): OpenedDuty {
  const carried = due.in === 'field' ? fieldValue(duty, due.field) : undefined
  return { second: duty.second, region: duty.content.region, carried }
}
