import { newestMinute } from '@jianwei/projections/clock/queries.ts'
import type { QueryOptions, Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { outcomesSql } from '@jianwei/projections/rules/compile.ts'
import { sourceSilentSql, SOURCE_SILENT } from '@jianwei/projections/rules/kinds/silence/source-silent-sql.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import type { OutcomeRow } from '@jianwei/projections/rules/warning-sql.ts'

/** Facts that a rule version could not judge, and why. Never silently skipped. */
export interface UnjudgedFacts {
  readonly rule_id: string
  readonly rule_version: number
  readonly outcome: OutcomeRow['outcome']
  /** Stable, such as `CALENDAR_YEAR_MISSING`. */
  readonly code: string
  /** For `SOURCE_SILENT`, the sources or devices that are silent. */
  readonly facts: number
  /** Ids of some of them; of what is silent, the last reports. */
  readonly sample: readonly string[]
}

/** What the rules cannot judge in everything that is known, at the log's clock. One scan per rule that can fail. */
export async function unjudgedFacts(warehouse: Warehouse, rules: readonly Rule[]): Promise<readonly UnjudgedFacts[]> {
  const clock = await newestMinute(warehouse)
  const view = { scope: { of: 'everything' }, known: { by: 'platform' } } as const
  const silences = rules.filter((rule) => rule.kind === 'silence')
  const found: UnjudgedFacts[] = []
  for (const rule of rules) {
    const watching = silences.filter(({ id }) => rule.depends_on.includes(id))
    const silent = clock === undefined ? null : sourceSilentSql(watching, view, clock)
    for (const sql of [outcomesSql(rule, view), ...(silent === null ? [] : [silent])]) {
      const rows = await warehouse.query<OutcomeRow>(sql, asks(rule))
      for (const { outcome, code, facts, sample } of rows) {
        found.push({ rule_id: rule.id, rule_version: rule.version, outcome, code, facts: Number(facts), sample })
      }
    }
  }
  return found
}

/** In words for people; names no subject. */
export function ruleFailure({ rule_id, rule_version, code, facts, sample }: UnjudgedFacts) {
  const message =
    code === SOURCE_SILENT
      ? `${facts} sources or devices that it depends on are silent; last reports: ${sample.join(', ')}`
      : `${facts} facts could not be judged, among them ${sample.join(', ')}`
  return { rule_id, rule_version, code, message }
}

function asks(rule: Rule): QueryOptions {
  return { purpose: `sentinel:outcomes:${rule.id}`, lane: 'rules' }
}
