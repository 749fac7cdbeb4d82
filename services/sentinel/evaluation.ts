import type { StreamAppend } from '@jianwei/events/ports/event-log.ts'
import type { QueryOptions, Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { warningsSql } from '@jianwei/projections/rules/compile.ts'
import type { Known } from '@jianwei/projections/rules/places.ts'
import { warningIdOf, watchedTypes, type Rule } from '@jianwei/projections/rules/rule.ts'
import { scratchVersionsSql } from '@jianwei/projections/rules/versions-sql.ts'
import type { WarningRow } from '@jianwei/projections/rules/warning-sql.ts'
import { integer, text } from '@jianwei/projections/sql.ts'
import { ledgerDifference, type FoundWarning, type LedgerWarning } from '#/sentinel/ledger-difference.ts'
import { scratchTable } from '#/sentinel/scratch-tables.ts'
import type { TouchedSubjects } from '#/sentinel/touched-subjects.ts'
import { warningEntry, type Boundary } from '#/sentinel/warning-entries.ts'

const asks = (step: string): QueryOptions => ({ purpose: `sentinel:${step}`, lane: 'rules' })

/** What the rules' ledgers lack at the boundary, for the touched subjects: piece by piece, so that memory stays bounded. */
export async function* evaluate(
  warehouse: Warehouse,
  rules: readonly Rule[],
  touched: TouchedSubjects,
  boundary: Boundary,
): AsyncGenerator<readonly StreamAppend[]> {
  if (rules.length === 0) return
  const types = [...new Set(rules.flatMap((rule) => watchedTypes(rule)))]
  for (const slice of touched.slices) {
    const ledgers = await ledgersOf(warehouse, rules, `subject_key IN (SELECT subject_key FROM ${slice.table})`)
    const known: Known = { by: 'platform', until: { by: 'platform', position: boundary.position } }
    // The histories are read once; all rules look at the copy.
    const history = scratchVersionsSql(slice, known, types)
    await using versions = await scratchTable(warehouse, 'versions', `ENGINE = Memory AS ${history}`)
    for (const rule of rules) {
      const scope = { of: 'versions_in', table: versions.name } as const
      const sql = warningsSql(rule, { scope, known, clock: boundary.clock })
      const found = await warehouse.query<WarningRow>(sql, asks(`rule:${rule.id}`))
      const ledger = ledgers.get(nameOf(rule)) ?? []
      const steps = ledgerDifference(
        found.map((row) => foundWarning(rule, row)),
        ledger,
      )
      if (steps.length > 0) yield steps.map((step) => warningEntry(rule, step, boundary))
    }
  }
}

export function foundWarning(rule: Rule, row: WarningRow): FoundWarning {
  const { subject_id, anchor, anchor_at, evidence } = row
  return { warning_id: warningIdOf(rule, subject_id, anchor), subject_id, anchor, anchor_at, evidence }
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

/** What was appended so far, by rule (`nameOf`), for the subjects that a condition on `subject_key` chooses. */
export async function ledgersOf(
  warehouse: Warehouse,
  rules: readonly Rule[],
  subjects: string,
): Promise<ReadonlyMap<string, readonly LedgerWarning[]>> {
  const ledgers = new Map<string, LedgerWarning[]>(rules.map((rule) => [nameOf(rule), []]))
  const versions = rules.map((rule) => `(${text(rule.id)}, ${integer(rule.version)})`)
  const rows = await warehouse.query<LedgerEntryRow>(
    `SELECT concat(rule_id, '@', toString(rule_version)) AS rule, toString(warning_id) AS warning_id,
       any(subject_id) AS subject_id, any(w.anchor) AS anchor,
       any(formatDateTime(w.anchor_at, '%Y-%m-%dT%H:%i:%S.000Z')) AS anchor_at,
       argMax(arrayMap(id -> toString(id), w.evidence), w.position) AS evidence,
       toUInt8(argMax(w.movement, w.position) = 'raised') AS standing, toUInt32(count()) AS entries
     FROM warnings_v1 AS w
     WHERE (rule_id, rule_version) IN (${versions.join(', ')}) AND ${subjects}
     GROUP BY rule_id, rule_version, warning_id`,
    asks('ledger'),
  )
  for (const { rule, standing, ...row } of rows) ledgers.get(rule)?.push({ ...row, standing: standing === 1 })
  return ledgers
}

export function nameOf(rule: Rule): string {
  return `${rule.id}@${rule.version}`
}
