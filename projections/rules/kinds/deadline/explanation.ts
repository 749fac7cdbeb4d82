import { instantFromMs, type Instant } from '@jianwei/events/instant.ts'
import {
  factsLess,
  type ExplainedWarning,
  type Explanation,
} from '#/rules/explanation/explanation.ts'
import { selects } from '#/rules/facts/filter-predicate.ts'
import { dueSecond } from '#/rules/kinds/deadline/due.ts'
import { openedBy } from '#/rules/kinds/deadline/evaluate.ts'
import { tieOf } from '#/rules/facts/match-fields.ts'
import type { DeadlineRule } from '#/rules/kinds/deadline/parameters.ts'

/** A duty that nothing answered in time. */
export function explainDeadline(
  rule: DeadlineRule,
  { facts, anchor, clock, calendars }: ExplainedWarning,
): Explanation {
  const { answer, due, match } = rule.parameters
  const duty = facts.find((fact) => fact.fact_id === anchor)
  if (duty === undefined) throw new TypeError('the duty is not among the facts')
  const last = dueSecond(due, openedBy(rule, duty), rule.utc_offset_seconds, calendars)
  if (typeof last !== 'number') throw new TypeError(`the duty cannot be judged: ${last}`)
  const late = facts
    .filter(
      (fact) =>
        selects(answer, fact) && tieOf(match, fact) === tieOf(match, duty) && fact.second > last,
    )
    .map((fact) => fact.second)
  const answered = late.length === 0 ? undefined : Math.min(...late)
  // A deadline at the first late answer would have held; without one, a deadline that has not
  // passed yet.
  const enough = Math.min(answered ?? clock, clock)
  return {
    comparisons: [
      {
        what: { en: 'the clock', zh: '计算时点' },
        value: instantOf(clock),
        relation: 'after',
        threshold: instantOf(last),
        unit: 'instant',
      },
      {
        what: { en: 'answers from the duty to its due time', zh: '期限内的履行记录数' },
        value: 0,
        relation: 'less_than',
        threshold: 1,
        unit: 'facts',
      },
      ...(answered === undefined
        ? []
        : [
            {
              what: { en: 'the first answer', zh: '首次履行时间' },
              value: instantOf(answered),
              relation: 'after' as const,
              threshold: instantOf(last),
              unit: 'instant' as const,
            },
          ]),
    ],
    evidence: [
      {
        fact_id: duty.fact_id,
        part: { en: 'opened the duty', zh: '产生履行义务' },
        value: instantOf(last),
      },
    ],
    smallest_changes: [
      {
        change: 'fact_more',
        events: answer.events,
        until: instantOf(last),
        text: { en: 'An answer by the due time.', zh: '期限届满前有一次履行记录。' },
      },
      factsLess([duty], { en: 'Without the duty itself.', zh: '若无产生义务的事实。' }),
      {
        change: 'threshold',
        parameter: due.in === 'field' ? 'parameters.due' : 'parameters.within',
        from: instantOf(last),
        to: instantOf(enough),
        text: { en: 'Had the duty been due at that time or later.', zh: '若期限不早于该时间。' },
      },
    ],
  }
}

function instantOf(second: number): Instant {
  return instantFromMs(second * 1_000)
}
