import type { KnownFact } from '#/rules/known-fact.ts'
import { firstSecondCounted, type Rule } from '#/rules/rule.ts'

/** Without those that lie before the rule's own time, where it says that they do not count. */
export function countedFacts(rule: Rule, facts: readonly KnownFact[]): readonly KnownFact[] {
  const first = firstSecondCounted(rule)
  return first === null ? facts : facts.filter(({ second }) => second >= first)
}
