import { instantFromMs } from '@jianwei/events/instant.ts'
import { amountOf } from '@jianwei/projections/rules/facts/amount.ts'
import { selects } from '@jianwei/projections/rules/facts/filter-predicate.ts'
import type {
  KnownFact,
  UnjudgedFact,
  WarningWithFacts,
} from '@jianwei/projections/rules/facts/known-fact.ts'
import type { SumRule } from '@jianwei/projections/rules/kinds/sum/parameters.ts'
import { isInForce } from '@jianwei/projections/rules/language/rule-body.ts'

/** `W` of a sum rule over the facts of one subject. */
export function sumWarnings(rule: SumRule, facts: readonly KnownFact[]): WarningWithFacts[] {
  const { of, at_least, window_seconds } = rule.parameters
  const summed = facts.flatMap((fact) => {
    const amount = selects(of, fact) ? amountOf(rule.parameters.amount, fact) : undefined
    return typeof amount === 'number' ? [{ fact, amount, second: fact.second }] : []
  })
  const total = (part: typeof summed): number => part.reduce((sum, { amount }) => sum + amount, 0)
  return [...new Set(summed.map(({ second }) => second))].flatMap((t) => {
    const reached = summed.filter(({ second }) => second > t - window_seconds && second <= t)
    const before = summed.filter(({ second }) => second >= t - window_seconds && second < t)
    if (total(reached) < at_least || total(before) >= at_least || !isInForce(rule, t)) return []
    const anchor = instantFromMs(t * 1_000)
    return [{ anchor, anchor_at: anchor, evidence: reached.map(({ fact }) => fact) }]
  })
}

export function sumOutcomes(rule: SumRule, facts: readonly KnownFact[]): UnjudgedFact[] {
  return facts.flatMap((fact) => {
    const amount = selects(rule.parameters.of, fact) ? amountOf(rule.parameters.amount, fact) : 0
    return typeof amount === 'number' ? [] : [{ code: amount, fact_id: fact.fact_id }]
  })
}
