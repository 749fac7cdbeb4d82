import type { EngineName } from '@jianwei/events/ledger-audit/events.ts'
import { isSnapshotRule, reachOf, type Rule } from '#/rules/rule.ts'

/** How the warnings of a rule are found live (`warningsInProcess`, `foundWarnings`). */
export function engineOf(rule: Rule): EngineName {
  return !isSnapshotRule(rule) && reachOf(rule) === 'subject' ? 'process' : 'sql'
}
