import { EventIdSchema } from '@jianwei/events/vocabulary.ts'
import { parseInstant } from '@jianwei/events/instant.ts'
import {
  AUDIT_EVIDENCE_MAX,
  type AuditFinding,
  type LedgerDifference,
} from '@jianwei/events/ledger-audit/events.ts'
import type { FoundWarning, LedgerWarning } from '@jianwei/projections/warnings/ledger-so-far.ts'

type Sides = Pick<LedgerDifference, 'warning_id' | 'subject_id' | 'in_ledger' | 'by_sql'>

/**
 * Where what the ledger says of a rule is not what the SQL finds: a warning that stands by one of
 * the two only, or lies at another time. That is what the sentinel would append. Evidence is not
 * compared: an entry keeps the facts that it was raised with. In the order of the warnings' ids.
 */
export function differencesBetween(
  ledger: readonly LedgerWarning[],
  found: readonly FoundWarning[],
): readonly Sides[] {
  const inLedger = new Map(
    ledger.filter(({ standing }) => standing).map((warning) => [warning.warning_id, warning]),
  )
  const bySql = new Map(found.map((warning) => [warning.warning_id, warning]))
  const ids = [...new Set([...inLedger.keys(), ...bySql.keys()])].sort()
  return ids.flatMap((warning_id) => {
    const [entry, computed] = [inLedger.get(warning_id), bySql.get(warning_id)]
    if (entry?.anchor_at === computed?.anchor_at) return []
    const subject_id = (entry ?? computed)?.subject_id ?? ''
    return [{ warning_id, subject_id, in_ledger: findingOf(entry), by_sql: findingOf(computed) }]
  })
}

function findingOf(warning: FoundWarning | undefined): AuditFinding | null {
  if (warning === undefined) return null
  const { anchor, anchor_at, evidence } = warning
  const at = parseInstant(anchor_at)
  if (at === undefined) throw new TypeError('a warning has a time')
  return {
    anchor,
    anchor_at: at,
    evidence: evidence.slice(-AUDIT_EVIDENCE_MAX).map((id) => EventIdSchema.parse(id)),
    evidence_count: evidence.length,
  }
}
