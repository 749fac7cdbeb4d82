import { amountOf } from '#/rules/facts/amount.ts'
import {
  factsLess,
  inOrder,
  type ExplainedWarning,
  type Explanation,
} from '#/rules/explanation/explanation.ts'
import { edge, fewer, windowAt } from '#/rules/explanation/window.ts'
import { selects } from '#/rules/facts/filter-predicate.ts'
import type { KnownFact } from '#/rules/facts/known-fact.ts'
import type { SumRule } from '#/rules/kinds/sum/parameters.ts'

interface Summed {
  readonly fact: KnownFact
  readonly amount: number
  readonly second: number
}

/** Amounts that add up in the window. */
export function explainSum(rule: SumRule, warning: ExplainedWarning): Explanation {
  const { of, amount: field, at_least, window_seconds } = rule.parameters
  const summed = warning.facts.flatMap((fact): Summed[] => {
    const amount = selects(of, fact) ? amountOf(field, fact) : undefined
    return typeof amount === 'number' ? [{ fact, amount, second: fact.second }] : []
  })
  const { reached, before, at_instant } = windowAt(summed, warning, window_seconds)
  const total = { reached: totalOf(reached), before: totalOf(before), at_least }
  const least = largestUntilBelow(reached, at_least).map(({ fact }) => fact)
  const amounts = new Map(reached.map(({ fact, amount }) => [fact, amount]))
  return {
    comparisons: edge(total, { en: `sum of ${field}`, zh: `${field} 合计` }, 'amount'),
    evidence: inOrder([...amounts.keys()]).map((fact) => ({
      fact_id: fact.fact_id,
      part: { en: 'added to the sum', zh: '计入合计' },
      value: amounts.get(fact) ?? null,
    })),
    smallest_changes: [
      factsLess(
        fewer(
          least,
          at_instant.map(({ fact }) => fact),
        ),
        {
          en: 'Without these facts the sum would not have been reached at that time.',
          zh: '若无这些事实，当时合计不会达到规定数额。',
        },
      ),
      {
        change: 'threshold',
        parameter: 'parameters.at_least',
        from: at_least,
        to: total.reached + 1,
        text: {
          en: `Had the rule asked for ${total.reached + 1}.`,
          zh: `若规则要求达到 ${total.reached + 1}。`,
        },
      },
    ],
  }
}

function totalOf(summed: readonly Summed[]): number {
  return summed.reduce((sum, { amount }) => sum + amount, 0)
}

/** The largest amounts bring the sum below the threshold with the fewest facts. */
function largestUntilBelow(summed: readonly Summed[], threshold: number): Summed[] {
  let rest = totalOf(summed)
  return summed
    .toSorted((a, b) => b.amount - a.amount || b.second - a.second)
    .filter(({ amount }) => {
      if (rest < threshold) return false
      rest -= amount
      return true
    })
}
