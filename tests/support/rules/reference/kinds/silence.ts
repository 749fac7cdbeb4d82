import { instantFromMs } from '@jianwei/events/instant.ts'
import { selects } from '@jianwei/projections/rules/facts/filter-predicate.ts'
import { groupIdOf } from '@jianwei/projections/rules/facts/groups/group-text.ts'
import type {
  KnownFact,
  UnjudgedFact,
  WarningWithFacts,
} from '@jianwei/projections/rules/facts/known-fact.ts'
import type { SilenceRule } from '@jianwei/projections/rules/kinds/silence/parameters.ts'
import { isInForce } from '@jianwei/projections/rules/language/rule-body.ts'

/**
 * `W` of a silence rule over the facts of one subject or group, when the clock stands in the second
 * `clock`.
 */
export function silenceWarnings(
  rule: SilenceRule,
  facts: readonly KnownFact[],
  clock: number,
): WarningWithFacts[] {
  return silences(rule, facts, clock).map((last) => ({
    anchor: last.fact_id,
    anchor_at: instantFromMs(last.second * 1_000),
    evidence: [last],
  }))
}

function silences(rule: SilenceRule, facts: readonly KnownFact[], clock: number): KnownFact[] {
  const { of, unless, regular, silent_seconds } = rule.parameters
  const keyed = Map.groupBy(facts, (fact) => silenceKeyOf(rule, fact))
  keyed.delete(undefined)
  return [...keyed.values()].flatMap((ofKey) => {
    const reports = ofKey.filter((fact) => selects(of, fact))
    const ends = ofKey.filter((fact) => unless !== null && selects(unless, fact))
    return reports.filter(({ second, fact_id }) => {
      const due = second + silent_seconds
      const count = reports.filter(
        (one) => one.second > second - regular.within_seconds && one.second <= second,
      ).length
      const settled =
        reports.some((one) => one.second > second && one.second <= due) ||
        reports.some((one) => one.second === second && one.fact_id > fact_id) ||
        ends.some((one) => one.second >= second && one.second <= due)
      return clock > due && isInForce(rule, second) && count >= regular.at_least && !settled
    })
  })
}

/** Facts that name no device or source. */
export function silenceOutcomes(rule: SilenceRule, facts: readonly KnownFact[]): UnjudgedFact[] {
  const { of, unless } = rule.parameters
  return facts.flatMap((fact) => {
    const watched = selects(of, fact) || (unless !== null && selects(unless, fact))
    return watched && silenceKeyOf(rule, fact) === undefined
      ? [{ code: 'GROUP_FIELD_MISSING', fact_id: fact.fact_id }]
      : []
  })
}

/**
 * Seconds at which a report becomes too old; the moments at which time alone can change the
 * warnings.
 */
export function silenceSeconds(rule: SilenceRule, facts: readonly KnownFact[]): number[] {
  const { of, silent_seconds } = rule.parameters
  return facts.flatMap((fact) => (selects(of, fact) ? [fact.second + silent_seconds + 1] : []))
}

/**
 * What tells the keys of one subject or group apart; undefined for facts that lack a field of the
 * key.
 */
export function silenceKeyOf(
  { parameters: { key } }: SilenceRule,
  fact: KnownFact,
): string | undefined {
  return key.length === 0 ? '' : groupIdOf(key, fact)
}
