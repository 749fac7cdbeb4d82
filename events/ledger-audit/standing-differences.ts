import type { AuditShare, LedgerAudited } from '#/ledger-audit/events.ts'

/** Differences of a rule in a share that no later audit of the same found gone. */
export interface StandingDifference {
  readonly audit_id: string
  readonly ledger: LedgerAudited['rules'][number]['ledger']
  readonly rule_id: string
  readonly rule_version: number
  readonly share: AuditShare
  /** How many; without those that a later audit found again, which stand with what it found. */
  readonly differences: number
  /** The warnings among them that the audit named. */
  readonly warnings?: readonly string[]
  /** Shares that reach into this one, and in which the rule was compared since. */
  readonly compared?: readonly AuditShare[]
}

type Audited = Pick<LedgerAudited, 'audit_id' | 'share' | 'rules' | 'not_audited' | 'differences'>

/**
 * What stands after a further audit, each warning that is named once. It settles what stood of a
 * rule as soon as its share was compared since, all at once or piece by piece, whether the rule
 * still differs, or is in force no more; what the audit names as not audited stays.
 */
export function standingAfter(
  standing: readonly StandingDifference[],
  { audit_id, share, rules, not_audited, differences }: Audited,
): readonly StandingDifference[] {
  const named = Map.groupBy(differences, ledgerNameOf)
  const namedOf = (one: OfLedger): readonly string[] =>
    (named.get(ledgerNameOf(one)) ?? []).map(({ warning_id }) => warning_id)
  const left = new Set(not_audited.map(nameOf))
  const kept = standing.flatMap((one) =>
    left.has(nameOf(one)) ? [one] : leftOf(one, share, new Set(namedOf(one))),
  )
  const found = rules.flatMap(({ ledger, rule_id, rule_version, differences: count }) => {
    if (count === 0) return []
    const one = { audit_id, ledger, rule_id, rule_version, share, differences: count }
    return [{ ...one, warnings: namedOf(one) }]
  })
  return [...kept, ...found]
}

/** What is left of differences when the rule was compared in a share, which found warnings. */
function leftOf(
  one: StandingDifference,
  share: AuditShare,
  found: ReadonlySet<string>,
): readonly StandingDifference[] {
  if (!meet(share, one.share)) return [one]
  const { warnings = [], compared = [] } = one
  const since = [...compared.filter((other) => !covers(share, other)), share]
  const others = warnings.filter((id) => !found.has(id))
  const differences = one.differences - (warnings.length - others.length)
  if (differences === 0 || coverTogether(since, one.share)) return []
  return [{ ...one, differences, warnings: others, compared: since }]
}

/** A point of all that is divided into shares: so many parts, each the one-`of`th. */
interface Point {
  readonly parts: number
  readonly of: number
}

// Shares are ranges: from (number - 1) / of up to number / of.
const beginOf = ({ number, of }: AuditShare): Point => ({ parts: number - 1, of })
const endOf = ({ number, of }: AuditShare): Point => ({ parts: number, of })

/** Below zero where the first lies before the second, zero where they are one. */
function compare(one: Point, other: Point): number {
  return one.parts * other.of - other.parts * one.of
}

/** Whether all that lies in a share lies in another. */
export function covers(share: AuditShare, other: AuditShare): boolean {
  return coverTogether([share], other)
}

/** Whether all that lies in a share lies in others, taken together. */
function coverTogether(shares: readonly AuditShare[], other: AuditShare): boolean {
  let reached = beginOf(other)
  for (const share of shares.toSorted((a, b) => compare(beginOf(a), beginOf(b)))) {
    if (compare(beginOf(share), reached) > 0) return false
    if (compare(endOf(share), reached) > 0) reached = endOf(share)
    if (compare(endOf(other), reached) <= 0) return true
  }
  return false
}

/** Whether two shares have something in common. */
function meet(one: AuditShare, other: AuditShare): boolean {
  return compare(beginOf(one), endOf(other)) < 0 && compare(beginOf(other), endOf(one)) < 0
}

type OfRule = Pick<StandingDifference, 'rule_id' | 'rule_version'>
type OfLedger = OfRule & Pick<StandingDifference, 'ledger'>

function nameOf({ rule_id, rule_version }: OfRule): string {
  return `${rule_id}@${rule_version}`
}

function ledgerNameOf(one: OfLedger): string {
  return `${one.ledger} ${nameOf(one)}`
}
