import type { Calendars } from '@jianwei/events/calendar/calendars.ts'
import { fieldValue, selects } from '@jianwei/projections/rules/facts/filter-predicate.ts'
import {
  dueSecond,
  type DueProblem,
  type OpenedDuty,
} from '@jianwei/projections/rules/kinds/deadline/due.ts'
import type {
  KnownFact,
  UnjudgedFact,
  WarningWithFacts,
} from '@jianwei/projections/rules/facts/known-fact.ts'
import { tieOf } from '@jianwei/projections/rules/facts/match-fields.ts'
import { instantFromMs } from '@jianwei/events/instant.ts'
import type { DeadlineRule } from '@jianwei/projections/rules/kinds/deadline/parameters.ts'
import { isInForce } from '@jianwei/projections/rules/language/rule-body.ts'

/**
 * `W` of a deadline rule over the facts of one subject, when the clock stands in the second
 * `clock`.
 */
export function deadlineWarnings(
  rule: DeadlineRule,
  facts: readonly KnownFact[],
  clock: number,
  calendars: Calendars,
): WarningWithFacts[] {
  const answers = facts.filter((fact) => selects(rule.parameters.answer, fact))
  return dutiesInForce(rule, facts).flatMap((duty) => {
    const due = dueOf(rule, duty, calendars)
    const tie = tieOf(rule.parameters.match, duty)
    if (typeof due !== 'number' || tie === undefined || clock <= due) return []
    const answered = answers.some(
      (answer) =>
        answer.second >= duty.second &&
        answer.second <= due &&
        tieOf(rule.parameters.match, answer) === tie,
    )
    if (answered) return []
    return [
      { anchor: duty.fact_id, anchor_at: instantFromMs(duty.second * 1_000), evidence: [duty] },
    ]
  })
}

export function deadlineOutcomes(
  rule: DeadlineRule,
  facts: readonly KnownFact[],
  calendars: Calendars,
): UnjudgedFact[] {
  return dutiesInForce(rule, facts).flatMap((duty): UnjudgedFact[] => {
    if (tieOf(rule.parameters.match, duty) === undefined)
      return [{ code: 'MATCH_FIELD_MISSING', fact_id: duty.fact_id }]
    const due = dueOf(rule, duty, calendars)
    return typeof due === 'number' ? [] : [{ code: due, fact_id: duty.fact_id }]
  })
}

/**
 * Seconds at which a duty becomes overdue; the moments at which time alone can change the warnings.
 */
export function overdueSeconds(
  rule: DeadlineRule,
  facts: readonly KnownFact[],
  calendars: Calendars,
): number[] {
  return dutiesInForce(rule, facts).flatMap((duty) => {
    const due = dueOf(rule, duty, calendars)
    return typeof due === 'number' ? [due + 1] : []
  })
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

function dutiesInForce(rule: DeadlineRule, facts: readonly KnownFact[]): KnownFact[] {
  return facts.filter((fact) => selects(rule.parameters.duty, fact) && isInForce(rule, fact.second))
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
