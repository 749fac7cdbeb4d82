import type { ExplainedWarning, Explanation } from '#/rules/explanation/explanation.ts'
import { factsThatCount } from '#/rules/facts/rule-facts.ts'
import { kindOf, type FactRule } from '#/rules/rule.ts'

/**
 * Explains a warning that the rule finds among these facts. Throws TypeError when the rule does not
 * find it there.
 */
export function explain(rule: FactRule, found: ExplainedWarning): Explanation {
  return kindOf(rule).explain(rule, { ...found, facts: factsThatCount(rule, found.facts) })
}
