import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { outcomesSql } from '@jianwei/projections/rules/compile.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import type { OutcomeRow } from '@jianwei/projections/rules/warning-sql.ts'

/** Facts that a rule version could not judge, and why. Never silently skipped. */
export interface UnjudgedFacts {
  readonly rule_id: string
  readonly rule_version: number
  readonly outcome: OutcomeRow['outcome']
  /** Stable, such as `CALENDAR_YEAR_MISSING`. */
  readonly code: string
  readonly facts: number
  /** Ids of some of them. */
  readonly sample: readonly string[]
}

/** What the rules cannot judge in everything that is known. One scan per rule that can fail. */
export async function unjudgedFacts(warehouse: Warehouse, rules: readonly Rule[]): Promise<readonly UnjudgedFacts[]> {
  const found: UnjudgedFacts[] = []
  for (const rule of rules) {
    const sql = outcomesSql(rule, { scope: { of: 'everything' }, known: { by: 'platform' } })
    const rows = await warehouse.query<OutcomeRow>(sql, { purpose: `sentinel:outcomes:${rule.id}`, lane: 'rules' })
    for (const { outcome, code, facts, sample } of rows) {
      found.push({ rule_id: rule.id, rule_version: rule.version, outcome, code, facts: Number(facts), sample })
    }
  }
  return found
}

/** In words for people; names no subject. */
export function ruleFailure({ rule_id, rule_version, code, facts, sample }: UnjudgedFacts) {
  const message = `${facts} facts could not be judged, among them ${sample.join(', ')}`
  return { rule_id, rule_version, code, message }
}
