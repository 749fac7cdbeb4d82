import type { QueryOptions, Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { warningIdOf, type Rule } from '@jianwei/projections/rules/rule.ts'
import type { WarningRow } from '@jianwei/projections/rules/warning-sql.ts'
import { integer, text } from '@jianwei/projections/sql.ts'
import type { Ledger } from '#/sentinel/ledger.ts'
import type { FoundWarning, LedgerWarning } from '#/sentinel/ledger-difference.ts'

const asks: QueryOptions = { purpose: 'sentinel:ledger', lane: 'rules' }

interface LedgerEntryRow {
  readonly rule: string
  readonly warning_id: string
  readonly subject_id: string
  readonly anchor: string
  readonly anchor_at: string
  readonly evidence: readonly string[]
  readonly standing: number
  readonly entries: number
}

/** What was appended to a ledger so far, by the rule's `ruleName`, for the subjects in a table with a column `subject_key`. */
export async function ledgersOf(
  warehouse: Warehouse,
  ledger: Pick<Ledger, 'table'>,
  rules: readonly Rule[],
  subjects: string,
): Promise<ReadonlyMap<string, readonly LedgerWarning[]>> {
  const ledgers = new Map<string, LedgerWarning[]>(rules.map((rule) => [ruleName(rule), []]))
  const versions = rules.map((rule) => `(${text(rule.id)}, ${integer(rule.version)})`)
  const rows = await warehouse.query<LedgerEntryRow>(
    `SELECT concat(rule_id, '@', toString(rule_version)) AS rule, toString(warning_id) AS warning_id,
       any(subject_id) AS subject_id, any(w.anchor) AS anchor,
       concat(replaceOne(toString(argMax(w.anchor_at, w.position)), ' ', 'T'), 'Z') AS anchor_at,
       argMax(arrayMap(id -> toString(id), w.evidence), w.position) AS evidence,
       toUInt8(argMax(w.movement, w.position) = 'raised') AS standing, toUInt32(count()) AS entries
     FROM ${ledger.table} AS w
     WHERE (rule_id, rule_version) IN (${versions.join(', ')}) AND subject_key IN (SELECT subject_key FROM ${subjects})
     GROUP BY rule_id, rule_version, warning_id`,
    asks,
  )
  for (const { rule, standing, ...row } of rows) ledgers.get(rule)?.push({ ...row, standing: standing === 1 })
  return ledgers
}

export function foundWarning(rule: Rule, row: WarningRow): FoundWarning {
  const { subject_id, anchor, anchor_at, evidence } = row
  return { warning_id: warningIdOf(rule, subject_id, anchor), subject_id, anchor, anchor_at, evidence }
}

export function ruleName(rule: Pick<Rule, 'id' | 'version'>): string {
  return `${rule.id}@${rule.version}`
}
