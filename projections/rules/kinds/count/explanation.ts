import {
  factsLess,
  inOrder,
  type ExplainedWarning,
  type Explanation,
} from '#/rules/explanation/explanation.ts'
import { edge, fewer, newest, windowAt } from '#/rules/explanation/window.ts'
import { fieldValue, selects } from '#/rules/facts/filter-predicate.ts'
import type { KnownFact } from '#/rules/facts/known-fact.ts'
import type { CountRule } from '#/rules/kinds/count/parameters.ts'

/** So many facts, or so many different values, in the window. */
export function explainCount(rule: CountRule, warning: ExplainedWarning): Explanation {
  const { of, at_least, window_seconds, distinct } = rule.parameters
  const valueOf = (fact: KnownFact): unknown =>
    distinct === null ? fact.fact_id : fieldValue(fact, distinct)
  const counted = warning.facts.filter((fact) => selects(of, fact) && valueOf(fact) !== undefined)
  const { reached, before, at_instant } = windowAt(counted, warning, window_seconds)
  const values = Map.groupBy(reached, valueOf)
  const size = { reached: values.size, before: new Set(before.map(valueOf)).size, at_least }
  // Whole values have to go: those of which the fewest facts tell.
  const rarest = [...values.values()].toSorted(
    (a, b) => a.length - b.length || newestSecond(b) - newestSecond(a),
  )
  const surplus = size.reached - at_least + 1
  const least = distinct === null ? newest(reached, surplus) : rarest.slice(0, surplus).flat()
  const unit = distinct === null ? 'facts' : 'values'
  const what =
    distinct === null
      ? { en: 'facts', zh: '事实数' }
      : { en: `different values of ${distinct}`, zh: `${distinct} 的不同取值数` }
  return {
    comparisons: edge(size, what, unit),
    evidence: inOrder(reached).map((fact) => ({
      fact_id: fact.fact_id,
      part: { en: 'counted', zh: '计入次数' },
      value: distinct === null ? null : String(valueOf(fact)),
    })),
    smallest_changes: [
      factsLess(fewer(least, at_instant), {
        en: 'Without these facts the number would not have been reached at that time.',
        zh: '若无这些事实，当时不会达到规定数量。',
      }),
      {
        change: 'threshold',
        parameter: 'parameters.at_least',
        from: at_least,
        to: size.reached + 1,
        text: {
          en: `Had the rule asked for ${size.reached + 1}.`,
          zh: `若规则要求达到 ${size.reached + 1}。`,
        },
      },
    ],
  }
}

function newestSecond(facts: readonly KnownFact[]): number {
  return Math.max(...facts.map((fact) => fact.second))
}
