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
        what: { en: 'facts in the window', zh: '窗口内事实数' },
        value: reached.length,
        relation: 'at_least',
        threshold: at_least,
        unit: 'facts',
      },
      {
        what: {
          en:
            'facts in the window, beside the least that is too many for chance after ' +
            `${base.length} in the baseline`,
          zh: `窗口内事实数，与基线期 ${base.length} 条所允许的偶然上限相比`,
        },
        value: reached.length,
        relation: 'at_least',
        threshold: least,
        unit: 'facts',
      },
      {
        what: {
          en:
            'facts in the window that ends right before it, ' +
            `after ${baseBefore.length} in its baseline`,
          zh: `该时刻之前的窗口内事实数（基线期 ${baseBefore.length} 条）`,
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
        en: 'Without these facts no surge would have begun at that instant.',
        zh: '若无这些事实，该时刻不会出现激增。',
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
