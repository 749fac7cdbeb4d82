import {
  factsLess,
  inOrder,
  type ExplainedWarning,
  type Explanation,
} from '#/rules/explanation/explanation.ts'
import { edge, fewer, newest, windowAt } from '#/rules/explanation/window.ts'
import { selects } from '#/rules/facts/filter-predicate.ts'
import type { KnownFact } from '#/rules/facts/known-fact.ts'
import type { CombinationRule } from '#/rules/kinds/combination/parameters.ts'

/** Several conditions, each with its facts in the window. */
export function explainCombination(rule: CombinationRule, warning: ExplainedWarning): Explanation {
  const { conditions, window_seconds } = rule.parameters
  const selected = warning.facts.filter((fact) => conditions.some(({ of }) => selects(of, fact)))
  const { reached, before, at_instant } = windowAt(selected, warning, window_seconds)
  const held = conditions.map(({ of, at_least }, index) => {
    const facts = reached.filter((fact) => selects(of, fact))
    const size = {
      reached: facts.length,
      before: before.filter((fact) => selects(of, fact)).length,
      at_least,
    }
    return { facts, size, number: index + 1, surplus: facts.length - at_least + 1 }
  })
  const weakest = held.toSorted((a, b) => a.surplus - b.surplus)[0]
  if (weakest === undefined) throw new TypeError('a combination has conditions')
  const { number, size } = weakest
  return {
    comparisons: held.flatMap((one) => {
      const [now, earlier] = edge(
        one.size,
        { en: `facts of condition ${one.number}`, zh: `满足条件${one.number}的事实数` },
        'facts',
      )
      // Of the window before, only what was missing is a reason.
      return now === undefined
        ? []
        : one.size.before < one.size.at_least && earlier !== undefined
          ? [now, earlier]
          : [now]
    }),
    evidence: inOrder(reached).map((fact) => partOf(held, fact)),
    smallest_changes: [
      factsLess(fewer(newest(weakest.facts, weakest.surplus), at_instant), {
        en: 'Without these facts not all conditions would have come together at that time.',
        zh: '若无这些事实，当时各项条件不会同时成立。',
      }),
      {
        change: 'threshold',
        parameter: `parameters.conditions[${number - 1}].at_least`,
        from: size.at_least,
        to: size.reached + 1,
        text: {
          en: `Had condition ${number} asked for ${size.reached + 1}.`,
          zh: `若条件${number}要求达到 ${size.reached + 1}。`,
        },
      },
    ],
  }
}

function partOf(
  held: readonly { readonly facts: readonly KnownFact[]; readonly number: number }[],
  fact: KnownFact,
): Explanation['evidence'][number] {
  const numbers = held.flatMap(({ facts, number }) => (facts.includes(fact) ? [number] : []))
  return {
    fact_id: fact.fact_id,
    part: {
      en: `counted for condition ${numbers.join(' and ')}`,
      zh: `计入条件${numbers.join('、')}`,
    },
    value: null,
  }
}
