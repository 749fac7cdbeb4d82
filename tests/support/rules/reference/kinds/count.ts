import { fieldValue, selects } from '@jianwei/projections/rules/facts/filter-predicate.ts'
import type { KnownFact, WarningWithFacts } from '@jianwei/projections/rules/facts/known-fact.ts'
import { instantFromMs } from '@jianwei/events/instant.ts'
import type { CountRule } from '@jianwei/projections/rules/kinds/count/parameters.ts'
import { isInForce } from '@jianwei/projections/rules/language/rule-body.ts'

/** `W` of a count rule over the facts of one subject. */
export function countWarnings(rule: CountRule, facts: readonly KnownFact[]): WarningWithFacts[] {
  const { of, at_least, window_seconds, distinct } = rule.parameters
  const counted = facts.filter(
    (fact) => selects(of, fact) && (distinct === null || fieldValue(fact, distinct) !== undefined),
  )
  const size = (part: readonly KnownFact[]): number =>
    distinct === null ? part.length : new Set(part.map((fact) => fieldValue(fact, distinct))).size
  const instants = new Set(counted.map((fact) => fact.second))
  return [...instants].flatMap((t) => {
    const reached = counted.filter((fact) => fact.second > t - window_seconds && fact.second <= t)
    const before = counted.filter((fact) => fact.second >= t - window_seconds && fact.second < t)
    if (size(reached) < at_least || size(before) >= at_least || !isInForce(rule, t)) return []
    const anchor = instantFromMs(t * 1_000)
    return [{ anchor, anchor_at: anchor, evidence: reached }]
  })
}
