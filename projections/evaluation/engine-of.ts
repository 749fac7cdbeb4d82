import type { EngineName } from '@jianwei/events/ledger-audit/events.ts'
import { isSnapshotRule, type Rule } from '#/rules/rule.ts'

/** How the warnings of a rule are found live (`warningsInProcess`, `foundWarnings`). */
export function engineOf(rule: Rule): EngineName {
  return isSnapshotRule(rule) ? 'sql' : 'process'
}
