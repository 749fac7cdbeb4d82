import { instantFromMs, type Instant } from '@jianwei/events/instant.ts'
import { DAY_SECONDS } from '@jianwei/events/working-days/civil-seconds.ts'
import { carriedSecond } from '#/rules/facts/carried-time.ts'
import {
  factsLess,
  type ExplainedWarning,
  type Explanation,
  type SmallestChange,
} from '#/rules/explanation/explanation.ts'
import { fieldValue } from '#/rules/facts/filter-predicate.ts'
import type { ExpiryRule } from '#/rules/kinds/expiry/parameters.ts'

/** A validity that ended, or is about to, and nothing renewed or ended. */
export function explainExpiry(
  rule: ExpiryRule,
  { facts, anchor, clock, second }: ExplainedWarning,
): Explanation {
  const { of, valid_to, notice_days, ended_by, inactive_by } = rule.parameters
  const carrier = facts.find((fact) => fact.fact_id === anchor)
  if (carrier === undefined)
    throw new TypeError('the fact that carries the validity is not among the facts')
  const last = carriedSecond(valid_to, fieldValue(carrier, valid_to.field), rule.utc_offset_seconds)
  if (last === undefined) throw new TypeError('the fact carries no validity')
  const settling = [of, ended_by, inactive_by].flatMap((selection) => selection?.events ?? [])
  return {
    comparisons: [
      {
        what: { en: 'the clock', zh: '计算时点' },
        value: instantOf(clock),
        relation: 'at_least',
        threshold: instantOf(second),
        unit: 'instant',
      },
      {
        what: {
          en: 'facts that renewed the validity or ended it',
          zh: '续期或终止该有效期的事实数',
        },
        value: 0,
        relation: 'less_than',
        threshold: 1,
        unit: 'facts',
      },
    ],
    evidence: [
      {
        fact_id: carrier.fact_id,
        part: { en: 'carries the validity', zh: '载明有效期' },
        value: instantOf(last),
      },
    ],
    smallest_changes: [
      {
        change: 'fact_more',
        events: settling,
        until: null,
        text: { en: 'A renewal, or a fact that ends the validity.', zh: '有续期或终止的事实。' },
      },
      factsLess([carrier], {
        en: 'Without the fact that carries the validity.',
        zh: '若无载明有效期的事实。',
      }),
      ...shorterNotice(notice_days, last, Math.max(clock, carrier.second)),
    ],
  }
}

/** The longest notice that would not have begun yet; none once the validity itself is over. */
function shorterNotice(notice: number, last: number, clock: number): SmallestChange[] {
  const to = Math.ceil((last + 1 - clock) / DAY_SECONDS) - 1
  if (to < 0 || to >= notice) return []
  return [
    {
      change: 'threshold',
      parameter: 'parameters.notice_days',
      from: notice,
      to,
      text: { en: `Had the notice been ${to} days.`, zh: `若提前提示天数为 ${to} 天。` },
    },
  ]
}

function instantOf(second: number): Instant {
  return instantFromMs(second * 1_000)
}
