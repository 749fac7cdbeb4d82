import { instantFromMs, type Instant } from '@jianwei/events/instant.ts'
import {
  factsLess,
  inOrder,
  type ExplainedWarning,
  type Explanation,
} from '#/rules/explanation/explanation.ts'
import { fewer, newest, windowAt } from '#/rules/explanation/window.ts'
import { selects } from '#/rules/facts/filter-predicate.ts'
import type { KnownFact } from '#/rules/facts/known-fact.ts'
import { leastSurge } from '#/rules/kinds/surge/critical-count.ts'
import type { SurgeRule } from '#/rules/kinds/surge/parameters.ts'

/** More facts of the group than chance brings at the rate of its baseline. */
export function explainSurge({ parameters }: SurgeRule, warning: ExplainedWarning): Explanation {
  const { of, at_least, window_seconds, baseline_seconds } = parameters
  const t = warning.second
  const start = t - window_seconds
  const counted = warning.facts.filter((fact) => selects(of, fact))
  const { reached, before, at_instant } = windowAt(counted, warning, window_seconds)
  const base = counted.filter(({ second }) => second > start - baseline_seconds && second <= start)
  const baseBefore = counted.filter(
    ({ second }) => second >= start - baseline_seconds && second < start,
  )
  const old = counted.filter(({ second }) => second <= start - baseline_seconds)
  const first = Math.min(...old.map(({ second }) => second))
  const least = leastSurge(parameters, base.length)
  const leastBefore = leastSurge(parameters, baseBefore.length)
  const ways = [
    newest(reached, reached.length - least + 1),
    at_instant,
    // The group would have been too young to judge.
    old,
    ...quietBefore(parameters, before.length, baseBefore),
  ]
  return {
    comparisons: [
      {
        what: { en: 'facts in the period up to the warning', zh: '截至预警时的统计期内事实数' },
        value: reached.length,
        relation: 'at_least',
        threshold: at_least,
        unit: 'facts',
      },
      {
        what: {
          en:
            'facts in the period, beside the least that chance hardly brings after ' +
            `${base.length} in the time compared with`,
          zh: `统计期内事实数（对比期有 ${base.length} 条时，达到下列条数即非偶然）`,
        },
        value: reached.length,
        relation: 'at_least',
        threshold: least,
        unit: 'facts',
      },
      {
        what: {
          en:
            'facts in the period until just before it, ' +
            `after ${baseBefore.length} in the time compared with`,
          zh: `预警前一刻的统计期内事实数（对比期 ${baseBefore.length} 条）`,
        },
        value: before.length,
        relation: 'less_than',
        threshold: leastBefore,
        unit: 'facts',
      },
      {
        what: { en: 'the first fact of the group', zh: '该组首条事实的时间' },
        value: instantOf(first),
        relation: 'at_most',
        threshold: instantOf(start - baseline_seconds),
        unit: 'instant',
      },
    ],
    evidence: inOrder(reached).map(({ fact_id }) => ({
      fact_id,
      part: { en: 'counted', zh: '计入次数' },
      value: null,
    })),
    smallest_changes: [
      factsLess(ways.reduce(fewer), {
        en: 'Without these facts no surge would have begun at that time.',
        zh: '若无这些事实，当时不会出现激增。',
      }),
      {
        change: 'threshold',
        parameter: 'parameters.at_least',
        from: at_least,
        to: reached.length + 1,
        text: {
          en: `Had the rule asked for ${reached.length + 1} in the window.`,
          zh: `若规则要求窗口内达到 ${reached.length + 1}。`,
        },
      },
    ],
  }
}

/**
 * The fewest facts of the earlier baseline without which the surge would have been there before
 * already.
 */
function quietBefore(
  parameters: SurgeRule['parameters'],
  before: number,
  baseline: readonly KnownFact[],
): (readonly KnownFact[])[] {
  for (let less = 1; less <= baseline.length; less++) {
    if (before >= leastSurge(parameters, baseline.length - less)) return [newest(baseline, less)]
  }
  return []
}

function instantOf(second: number): Instant {
  return instantFromMs(second * 1_000)
}
