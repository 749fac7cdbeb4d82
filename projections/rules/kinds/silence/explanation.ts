import { instantFromMs, type Instant } from '@jianwei/events/instant.ts'
import {
  factsLess,
  type ExplainedWarning,
  type Explanation,
} from '#/rules/explanation/explanation.ts'
import { selects } from '#/rules/facts/filter-predicate.ts'
import { silenceKeyOf } from '#/rules/kinds/silence/evaluate.ts'
import type { SilenceRule } from '#/rules/kinds/silence/parameters.ts'

/** A report after which a key that had been regular fell silent. */
export function explainSilence(
  rule: SilenceRule,
  { facts, anchor, clock }: ExplainedWarning,
): Explanation {
  const { of, unless, regular, silent_seconds } = rule.parameters
  const last = facts.find((fact) => fact.fact_id === anchor)
  if (last === undefined) throw new TypeError('the last report is not among the facts')
  const ofKey = facts.filter((fact) => silenceKeyOf(rule, fact) === silenceKeyOf(rule, last))
  const reports = ofKey.filter((fact) => selects(of, fact))
  const count = reports.filter(
    ({ second }) => second > last.second - regular.within_seconds && second <= last.second,
  ).length
  const due = last.second + silent_seconds
  const settling = ofKey.filter(
    (fact) => selects(of, fact) || (unless !== null && selects(unless, fact)),
  )
  const later = settling.flatMap(({ second }) => (second > due ? [second] : []))
  return {
    comparisons: [
      {
        what: { en: 'the clock', zh: '计算时点' },
        value: instantOf(clock),
        relation: 'after',
        threshold: instantOf(due),
        unit: 'instant',
      },
      {
        what: { en: 'reports that made the source regular', zh: '认定为定期上报的报告数' },
        value: count,
        relation: 'at_least',
        threshold: regular.at_least,
        unit: 'facts',
      },
      {
        what: {
          en: 'reports, or ends of the duty to report, until then',
          zh: '其间的报告或停报说明数',
        },
        value: 0,
        relation: 'less_than',
        threshold: 1,
        unit: 'facts',
      },
    ],
    evidence: [
      {
        fact_id: last.fact_id,
        part: { en: 'the last report before the silence', zh: '中断前最后一次报告' },
        value: instantOf(due),
      },
    ],
    smallest_changes: [
      {
        change: 'fact_more',
        events: [...of.events, ...(unless?.events ?? [])],
        until: instantOf(due),
        text: {
          en: 'A report, or an end of the duty to report, by then.',
          zh: '届时之前有一次报告或停报说明。',
        },
      },
      factsLess([last], { en: 'Without the last report itself.', zh: '若无最后一次报告。' }),
      {
        change: 'threshold',
        parameter: 'parameters.regular.at_least',
        from: regular.at_least,
        to: count + 1,
        text: {
          en: `Had ${count + 1} reports been asked for.`,
          zh: `若要求达到 ${count + 1} 次报告。`,
        },
      },
      {
        change: 'threshold',
        parameter: 'parameters.silent_after',
        from: instantOf(due),
        to: instantOf(Math.min(clock, ...later)),
        text: {
          en: 'Had silence been allowed until that time or later.',
          zh: '若允许中断至该时间或更晚。',
        },
      },
    ],
  }
}

function instantOf(second: number): Instant {
  return instantFromMs(second * 1_000)
}
