import { asksAs, type QueryOptions, type Warehouse } from '#/ports/warehouse.ts'
import { warningIdOf, type Rule, ruleName } from '#/rules/rule.ts'
import type { ComputedWarning } from '#/rules/statements/warning-sql.ts'
import { identifier, joined, sql, timeTextSql, type Sql } from '#/sql.ts'
import type { LedgerTable } from '#/warnings/projection.ts'

const asks = asksAs('sentinel', 'rules')

/** A warning of a rule: who, what stands for it, when it lies, and the facts that show it. */
export interface FoundWarning {
  readonly warning_id: string
  readonly subject_id: string
  readonly anchor: string
  readonly anchor_at: string
  readonly evidence: readonly string[]
}

/** What the ledger says of a warning: how often it was raised or withdrawn, and which came last. */
export interface LedgerWarning extends FoundWarning {
  readonly standing: boolean
  /** Events in the warning's stream. */
  readonly entries: number
}

interface LedgerAsked {
  readonly evaluated_to?: number
  readonly asked?: QueryOptions
}

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

/**
 * What was appended to a ledger so far, by the rule's `ruleName`, for the subjects in a table with
 * a column `subject_key`, or for everybody of whom the ledger speaks. `evaluated_to`: by
 * evaluations up to this position, whatever came later.
 */
export async function ledgersOf(
  warehouse: Warehouse,
  ledger: { readonly table: LedgerTable },
  rules: readonly Rule[],
  subjects: Sql | 'of the ledger',
  { evaluated_to, asked = asks('ledger') }: LedgerAsked = {},
): Promise<ReadonlyMap<string, readonly LedgerWarning[]>> {
  const ledgers = new Map<string, LedgerWarning[]>(rules.map((rule) => [ruleName(rule), []]))
  const table = identifier(ledger.table)
  const versions = rules.map((rule) => sql`(${rule.id}, ${rule.version})`)
  const until = evaluated_to === undefined ? sql`1` : sql`w.seen_position <= ${evaluated_to}`
  const rows = await warehouse.query<LedgerEntryRow>(
    sql`
SELECT concat(rule_id, '@', toString(rule_version)) AS rule,
  toString(warning_id) AS warning_id, any(subject_id) AS subject_id, any(w.anchor) AS anchor,
  ${timeTextSql(sql`argMax(w.anchor_at, w.position)`)} AS anchor_at,
  argMax(arrayMap(id -> toString(id), w.evidence), w.position) AS evidence,
  toUInt8(argMax(w.movement, w.position) = 'raised') AS standing,
  toUInt32(count()) AS entries
FROM ${table} AS w
WHERE (rule_id, rule_version) IN (${joined(versions)})
  AND subject_key IN (SELECT subject_key FROM ${subjects === 'of the ledger' ? table : subjects})
  AND ${until}
GROUP BY rule_id, rule_version, warning_id`,
    asked,
  )
  for (const { rule, standing, ...row } of rows)
    ledgers.get(rule)?.push({ ...row, standing: standing === 1 })
  return ledgers
}

export function foundWarning(rule: Rule, row: ComputedWarning): FoundWarning {
  const { subject_id, anchor, anchor_at, evidence } = row
  return {
    warning_id: warningIdOf(rule, subject_id, anchor),
    subject_id,
    anchor,
    anchor_at,
    evidence,
  }
}

interface MovingWarning {
  readonly rule_id: string
  readonly subject_id: string
  readonly seen_position: number
}

/**
 * Whether another warning of the same rule about the same subject was withdrawn at the boundary at
 * which this one was raised.
 */
export async function movedAt(warehouse: Warehouse, warning: MovingWarning): Promise<boolean> {
  const rows = await warehouse.query(
    sql`
SELECT 1 AS moved FROM warnings_v1
WHERE subject_key = cityHash64(${warning.subject_id})
  AND rule_id = ${warning.rule_id} AND movement = 'withdrawn'
  AND seen_position = ${warning.seen_position} LIMIT 1`,
    asks('moved'),
  )
  return rows.length > 0
}
