import type { KnownFact } from '#/rules/facts/known-fact.ts'
import type { RuleFacts } from '#/rules/facts/versions-sql.ts'
import type { Selection } from '#/rules/language/filter.ts'
import { firstSecondCounted, type RuleBody } from '#/rules/language/rule-body.ts'
import { subjectComparisonsOf } from '#/rules/language/subject-comparisons.ts'

/** What statements that read the facts of a rule's condition need to know of it. */
export function ruleFactsOf(rule: RuleBody, selections: readonly Selection[]): RuleFacts {
  const types = [...new Set(selections.flatMap(({ events }) => events))]
  return {
    types,
    comparisons: subjectComparisonsOf(selections),
    first_second: firstSecondCounted(rule),
  }
}

/** Without those that lie before the rule's own time, where it says that they do not count. */
export function factsThatCount(rule: RuleBody, facts: readonly KnownFact[]): readonly KnownFact[] {
  const first = firstSecondCounted(rule)
  return first === null ? facts : facts.filter(({ second }) => second >= first)
}
