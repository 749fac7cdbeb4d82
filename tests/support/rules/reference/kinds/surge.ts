import { instantFromMs } from '@jianwei/events/instant.ts'
import { selects } from '@jianwei/projections/rules/facts/filter-predicate.ts'
import { groupIdOf } from '@jianwei/projections/rules/facts/groups/group-text.ts'
import type {
  KnownFact,
  UnjudgedFact,
  WarningWithFacts,
} from '@jianwei/projections/rules/facts/known-fact.ts'
import { leastSurge } from '@jianwei/projections/rules/kinds/surge/critical-count.ts'
import type { SurgeRule } from '@jianwei/projections/rules/kinds/surge/parameters.ts'
import { isInForce } from '@jianwei/projections/rules/language/rule-body.ts'

/** `W` of a surge over the facts of one group. */
export function surgeWarnings(rule: SurgeRule, facts: readonly KnownFact[]): WarningWithFacts[] {
  const { of, window_seconds, baseline_seconds } = rule.parameters
  const counted = facts.filter((fact) => selects(of, fact))
  const within = (after: number, upTo: number): KnownFact[] =>
    counted.filter((fact) => fact.second > after && fact.second <= upTo)
  const surges = (end: number): boolean => {
    const start = end - window_seconds
    return (
      within(start, end).length >=
      leastSurge(rule.parameters, within(start - baseline_seconds, start).length)
    )
  }
  return [...new Set(counted.map((fact) => fact.second))].flatMap((t) => {
    // Seconds are whole: the window that ends right before t ends with the second before it.
    if (!isJudged(rule, counted, t) || !isInForce(rule, t) || !surges(t) || surges(t - 1)) return []
    const anchor = instantFromMs(t * 1_000)
    return [{ anchor, anchor_at: anchor, evidence: within(t - window_seconds, t) }]
  })
}

export function surgeOutcomes(rule: SurgeRule, facts: readonly KnownFact[]): UnjudgedFact[] {
  const { of, group_by, window_seconds, at_least } = rule.parameters
  const selected = facts.filter((fact) => selects(of, fact))
  const groups = Map.groupBy(selected, (fact) => groupIdOf(group_by, fact))
  return [...groups].flatMap(([group, counted]) => {
    if (group === undefined)
      return counted.map(({ fact_id }) => ({ code: 'GROUP_FIELD_MISSING', fact_id }))
    return counted.flatMap(({ fact_id, second }) => {
      const reached = counted.filter(
        (other) => other.second > second - window_seconds && other.second <= second,
      )
      if (isJudged(rule, counted, second) || !isInForce(rule, second) || reached.length < at_least)
        return []
      return [{ code: 'BASELINE_TOO_SHORT', fact_id }]
    })
  })
}

/** Whether the group had facts when the baseline of an instant began. */
function isJudged({ parameters }: SurgeRule, counted: readonly KnownFact[], t: number): boolean {
  return counted.some(
    (fact) => fact.second <= t - parameters.window_seconds - parameters.baseline_seconds,
  )
}
