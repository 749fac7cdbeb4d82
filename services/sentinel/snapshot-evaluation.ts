import type { StreamAppend } from '@jianwei/events/ports/event-log.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { warningsSql } from '@jianwei/projections/rules/compile.ts'
import { passesSnapshot } from '@jianwei/projections/rules/passes-snapshot.ts'
import type { Known } from '@jianwei/projections/rules/places.ts'
import type { PeerRule } from '@jianwei/projections/rules/rule.ts'
import type { WarningRow } from '@jianwei/projections/rules/warning-sql.ts'
import { WARNINGS_LEDGER, type Ledger } from '#/sentinel/ledger.ts'
import { ledgerDifference } from '#/sentinel/ledger-difference.ts'
import { foundWarning, ledgersOf, ruleName } from '#/sentinel/ledger-so-far.ts'
import type { SentinelRecord } from '#/sentinel/sentinel-record.ts'
import { warningEntry, type Boundary } from '#/sentinel/warning-entries.ts'

/**
 * What the ledgers lack of the rules that are judged on snapshots. Nothing that happens between two snapshots changes their warnings,
 * so they are looked at when the clock came to a snapshot since the last boundary, or when the last boundary did not have the rule;
 * then over everybody, and compared with the rule's whole ledger.
 */
export async function* evaluateSnapshots(
  warehouse: Warehouse,
  rules: readonly PeerRule[],
  since: Pick<SentinelRecord, 'clock' | 'rules'>,
  boundary: Boundary,
  ledger: Ledger = WARNINGS_LEDGER,
): AsyncGenerator<readonly StreamAppend[]> {
  const { clock } = since
  const due = rules.filter(
    (rule) =>
      clock === null ||
      !since.rules.includes(ruleName(rule)) ||
      passesSnapshot(rule, { from: clock, to: boundary.clock }),
  )
  if (due.length === 0) return
  const known: Known = { by: 'platform', until: { by: 'platform', position: boundary.position } }
  // Whoever the ledger may speak of.
  const ledgers = await ledgersOf(warehouse, ledger, due, ledger.table)
  for (const rule of due) {
    const sql = warningsSql(rule, { scope: { of: 'everything' }, known, clock: boundary.clock })
    const found = await warehouse.query<WarningRow>(sql, { purpose: `sentinel:snapshot:${rule.id}`, lane: 'rules' })
    const steps = ledgerDifference(
      found.map((row) => foundWarning(rule, row)),
      ledgers.get(ruleName(rule)) ?? [],
    )
    if (steps.length > 0) yield steps.map((step) => warningEntry(rule, step, boundary, ledger))
  }
}
