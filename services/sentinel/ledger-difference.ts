/** A warning that rule evaluation finds at a boundary: a member of `W(R, k, t)` (`design.md` section 5). */
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

export interface LedgerStep {
  readonly kind: 'raised' | 'withdrawn'
  readonly warning: FoundWarning
  /** Events in the warning's stream before this one. */
  readonly entries_before: number
}

/**
 * What to append so that afterwards `raised − withdrawn` is what was found. Both lists speak of the same rule version and the
 * same subjects. Found and standing already: nothing, so evaluating twice changes nothing. One whose anchor is a fact that a correction
 * moved is withdrawn and raised where it lies now, because an entry is never changed.
 */
export function ledgerDifference(found: readonly FoundWarning[], ledger: readonly LedgerWarning[]): LedgerStep[] {
  const known = new Map(ledger.map((warning) => [warning.warning_id, warning]))
  const present = new Set(found.map((warning) => warning.warning_id))
  const raised = found.flatMap((warning): LedgerStep[] => {
    const before = known.get(warning.warning_id)
    if (before?.standing === true) return []
    return [{ kind: 'raised', warning, entries_before: before?.entries ?? 0 }]
  })
  const withdrawn = ledger.flatMap((warning): LedgerStep[] => {
    if (!warning.standing || present.has(warning.warning_id)) return []
    return [{ kind: 'withdrawn', warning, entries_before: warning.entries }]
  })
  const moved = found.flatMap((warning): LedgerStep[] => {
    const before = known.get(warning.warning_id)
    if (before?.standing !== true || before.anchor_at === warning.anchor_at) return []
    return [
      { kind: 'withdrawn', warning: before, entries_before: before.entries },
      { kind: 'raised', warning, entries_before: before.entries + 1 },
    ]
  })
  return [...raised, ...withdrawn, ...moved]
}
