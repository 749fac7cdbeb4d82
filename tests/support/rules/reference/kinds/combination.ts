import { instantFromMs } from '@jianwei/events/instant.ts'
import { selects } from '@jianwei/projections/rules/facts/filter-predicate.ts'
import type { KnownFact, WarningWithFacts } from '@jianwei/projections/rules/facts/known-fact.ts'
import type { CombinationRule } from '@jianwei/projections/rules/kinds/combination/parameters.ts'
import { isInForce } from '@jianwei/projections/rules/language/rule-body.ts'

/** `W` of a combination over the facts of one subject. */
export function combinationWarnings(
  rule: CombinationRule,
  facts: readonly KnownFact[],
): WarningWithFacts[] {
  const { conditions, window_seconds } = rule.parameters
  const selected = facts.filter((fact) => conditions.some(({ of }) => selects(of, fact)))
  const allHold = (part: readonly KnownFact[]): boolean =>
    conditions.every(
      ({ of, at_least }) => part.filter((fact) => selects(of, fact)).length >= at_least,
    )
  return [...new Set(selected.map((fact) => fact.second))].flatMap((t) => {
    const reached = selected.filter((fact) => fact.second > t - window_seconds && fact.second <= t)
    const before = selected.filter((fact) => fact.second >= t - window_seconds && fact.second < t)
    if (!allHold(reached) || allHold(before) || !isInForce(rule, t)) return []
    const anchor = instantFromMs(t * 1_000)
    return [{ anchor, anchor_at: anchor, evidence: reached }]
  })
}
