import { EventIdSchema } from '@jianwei/events/vocabulary.ts'
import { parseInstant } from '@jianwei/events/instant.ts'
import {
  AUDIT_EVIDENCE_MAX,
  type AuditFinding,
  type LedgerDifference,
} from '@jianwei/events/ledger-audit/events.ts'
import type { FoundWarning, LedgerWarning } from '@jianwei/projections/warnings/ledger-so-far.ts'

export type Sides = Pick<LedgerDifference, 'warning_id' | 'subject_id' | 'in_ledger' | 'by_sql'>

/** A warning that stands by both sides. */
export interface FoundByBoth {
  readonly entry: LedgerWarning
  readonly found: FoundWarning
}

/**
 * Where what the ledger says of a rule is not what the SQL finds: a warning that stands by one of
 * the two only, or lies at another time. That is what the sentinel would append. In the order of
 * the warnings' ids.
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
    return [sidesOf(entry, computed)]
  })
}

/**
 * The warnings that stand by both sides at one time, and of which the SQL finds other facts than
 * the ledger has. An entry keeps the facts that it was raised with, so these may be of what became
 * known later.
 */
export function ofOtherFacts(
  ledger: readonly LedgerWarning[],
  found: readonly FoundWarning[],
): readonly FoundByBoth[] {
  const bySql = new Map(found.map((warning) => [warning.warning_id, warning]))
  return ledger.flatMap((entry) => {
    const computed = bySql.get(entry.warning_id)
    if (!entry.standing || computed?.anchor_at !== entry.anchor_at) return []
    return haveSameFacts(entry, computed) ? [] : [{ entry, found: computed }]
  })
}

/** The same facts in the same order. */
export function haveSameFacts(one: FoundWarning, other: FoundWarning): boolean {
  return (
    one.evidence.length === other.evidence.length &&
    one.evidence.every((fact_id, index) => fact_id === other.evidence[index])
  )
}

export function sidesOf(
  entry: FoundWarning | undefined,
  computed: FoundWarning | undefined,
): Sides {
  const { warning_id = '', subject_id = '' } = entry ?? computed ?? {}
  const [in_ledger, by_sql] = [findingOf(entry, computed), findingOf(computed, entry)]
  return { warning_id, subject_id, in_ledger, by_sql }
}

function findingOf(
  warning: FoundWarning | undefined,
  other: FoundWarning | undefined,
): AuditFinding | null {
  if (warning === undefined) return null
  const { anchor, anchor_at, evidence } = warning
  const at = parseInstant(anchor_at)
  if (at === undefined) throw new TypeError('a warning has a time')
  const others = new Set(other?.evidence)
  // Those by which the two sides differ stand behind the others.
  const inOrder = [
    ...evidence.filter((id) => others.has(id)),
    ...evidence.filter((id) => !others.has(id)),
  ]
  return {
    anchor,
    anchor_at: at,
    evidence: inOrder.slice(-AUDIT_EVIDENCE_MAX).map((id) => EventIdSchema.parse(id)),
    evidence_count: evidence.length,
  }
}
