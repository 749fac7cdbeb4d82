import { instantFromMs } from '@jianwei/events/instant.ts'
import { carriedSecond } from '@jianwei/projections/rules/facts/carried-time.ts'
import { DAY_SECONDS } from '@jianwei/events/working-days/civil-seconds.ts'
import type { Selection } from '@jianwei/projections/rules/language/filter.ts'
import { fieldValue, selects } from '@jianwei/projections/rules/facts/filter-predicate.ts'
import type {
  KnownFact,
  UnjudgedFact,
  WarningWithFacts,
} from '@jianwei/projections/rules/facts/known-fact.ts'
import { tieOf } from '@jianwei/projections/rules/facts/match-fields.ts'
import type { ExpiryRule } from '@jianwei/projections/rules/kinds/expiry/parameters.ts'
import { isInForce } from '@jianwei/projections/rules/language/rule-body.ts'

/**
 * `W` of an expiry rule over the facts of one subject, when the clock stands in the second `clock`.
 */
export function expiryWarnings(
  rule: ExpiryRule,
  facts: readonly KnownFact[],
  clock: number,
): WarningWithFacts[] {
  const { of, ended_by, inactive_by, match } = rule.parameters
  const carriers = facts.filter((fact) => selects(of, fact))
  const chosen = (by: Selection | null): KnownFact[] =>
    by === null ? [] : facts.filter((fact) => selects(by, fact))
  return carriers.flatMap((carrier) => {
    const warnsAt = warningSecond(rule, carrier)
    const tie = tieOf(match, carrier)
    if (warnsAt === undefined || tie === undefined || clock < warnsAt || !isInForce(rule, warnsAt))
      return []
    const tied = (fact: KnownFact): boolean => tieOf(match, fact) === tie
    const settled =
      carriers.some((fact) => tied(fact) && fact.second > carrier.second) ||
      chosen(ended_by).some((fact) => tied(fact) && fact.second >= carrier.second) ||
      chosen(inactive_by).some((fact) => fact.second >= carrier.second)
    if (settled) return []
    return [
      { anchor: carrier.fact_id, anchor_at: instantFromMs(warnsAt * 1_000), evidence: [carrier] },
    ]
  })
}

export function expiryOutcomes(rule: ExpiryRule, facts: readonly KnownFact[]): UnjudgedFact[] {
  return facts.flatMap((fact) => {
    const warnsAt = selects(rule.parameters.of, fact) ? warningSecond(rule, fact) : undefined
    const judged =
      warnsAt === undefined ||
      !isInForce(rule, warnsAt) ||
      tieOf(rule.parameters.match, fact) !== undefined
    return judged ? [] : [{ code: 'MATCH_FIELD_MISSING', fact_id: fact.fact_id }]
  })
}

/** The moments at which time alone can bring warnings about. */
export function expirySeconds(rule: ExpiryRule, facts: readonly KnownFact[]): number[] {
  return facts.flatMap((fact) =>
    selects(rule.parameters.of, fact) ? (warningSecond(rule, fact) ?? []) : [],
  )
}

/** Up to which second a validity waits to be renewed. */
export function renewalDue(rule: ExpiryRule, carrier: KnownFact): number | undefined {
  const warnsAt = warningSecond(rule, carrier)
  return warnsAt === undefined ? undefined : warnsAt - 1
}

/**
 * The first second of the notice, and not before the fact's own; undefined for a validity without
 * end.
 */
function warningSecond(rule: ExpiryRule, carrier: KnownFact): number | undefined {
  const { valid_to, notice_days } = rule.parameters
  const last = carriedSecond(valid_to, fieldValue(carrier, valid_to.field), rule.utc_offset_seconds)
  return last === undefined
    ? undefined
    : Math.max(last + 1 - notice_days * DAY_SECONDS, carrier.second)
}
