import type { AuditShare, LedgerAudited } from '#/ledger-audit/events.ts'

/** Differences of a rule in a share that no later audit of the same found gone. */
export interface StandingDifference {
  readonly audit_id: string
  readonly ledger: LedgerAudited['rules'][number]['ledger']
  readonly rule_id: string
  readonly rule_version: number
  readonly share: AuditShare
  readonly differences: number
}

/**
 * What stands after a further audit. One that covers the share settles what stood of a rule,
 * whether it still differs, or the rule is in force no more; what it names as not audited stays.
 */
export function standingAfter(
  standing: readonly StandingDifference[],
  { audit_id, share, rules, not_audited }: Omit<LedgerAudited, 'position' | 'clock'>,
): readonly StandingDifference[] {
  const left = new Set(not_audited.map(nameOf))
  const kept = standing.filter((one) => !covers(share, one.share) || left.has(nameOf(one)))
  const found = rules.flatMap(({ ledger, rule_id, rule_version, differences }) =>
    differences === 0 ? [] : [{ audit_id, ledger, rule_id, rule_version, share, differences }],
  )
  return [...kept, ...found]
}

/** Whether all that lies in a share lies in another. */
export function covers(share: AuditShare, other: AuditShare): boolean {
  // Shares are ranges: from (number - 1) / of up to number / of.
  return (
    (share.number - 1) * other.of <= (other.number - 1) * share.of &&
    other.number * share.of <= share.number * other.of
  )
}

function nameOf({ rule_id, rule_version }: Pick<StandingDifference, 'rule_id' | 'rule_version'>) {
  return `${rule_id}@${rule_version}`
}
