import type { EngineName } from '@jianwei/events/ledger-audit/events.ts'
import { ruleFactsOf } from '#/rules/facts/rule-facts.ts'
import { isSnapshotRule, reachOf, selectionsOf, type FactRule, type Rule } from '#/rules/rule.ts'

/** How the warnings of a rule are found live (`warningsInProcess`, `foundWarnings`). */
export function engineOf(rule: Rule): EngineName {
  const byStatement =
    isSnapshotRule(rule) || (reachOf(rule) === 'group' && !looksAtGroupsAlone(rule))
  return byStatement ? 'sql' : 'process'
}

/**
 * Whether the facts of a group are all that the rule looks at; one that asks what subjects are
 * looks at others of these subjects too.
 */
export function looksAtGroupsAlone(rule: FactRule): boolean {
  return ruleFactsOf(rule, selectionsOf(rule)).comparisons.length === 0
}
