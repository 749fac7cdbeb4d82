import { instantFromMs } from '@jianwei/events/instant.ts'
import { groupIdOf } from '#/rules/facts/groups/group-text.ts'
import type { WarningWithFacts, KnownFact } from '#/rules/facts/known-fact.ts'
import type { FactSeries } from '#/rules/facts/series/fact-series.ts'
import { MovingWindow } from '#/rules/facts/series/moving-window.ts'
import { anyWithin } from '#/rules/facts/series/sorted-seconds.ts'
import type { SilenceRule } from '#/rules/kinds/silence/parameters.ts'
import type { Selection } from '#/rules/language/filter.ts'
import { isInForce } from '#/rules/language/rule-body.ts'

/**
 * `W` of a silence rule over the facts of one subject or group, when the clock stands in the second
 * `clock`.
 */
export function evaluateSilence(
  rule: SilenceRule,
  series: FactSeries,
  clock: number,
): WarningWithFacts[] {
  return lastReports(rule, series).flatMap((last) =>
    clock <= last.second + rule.parameters.silent_seconds
      ? []
      : [{ anchor: last.fact_id, anchor_at: instantFromMs(last.second * 1_000), evidence: [last] }],
  )
}

/** The reports that regular ones led up to and nothing followed in time, wherever the clock is. */
function lastReports(rule: SilenceRule, series: FactSeries): KnownFact[] {
  const { of, unless } = rule.parameters
  const byKey = (selection: Selection): Map<string | undefined, KnownFact[]> =>
    Map.groupBy(series.factsAt(series.selected(selection)), (fact) => silenceKeyOf(rule, fact))
  const reports = byKey(of)
  // Facts that lack a field of the key are of none.
  reports.delete(undefined)
  const ends = unless === null ? new Map<string | undefined, KnownFact[]>() : byKey(unless)
  return [...reports].flatMap(([key, ofKey]) => {
    const ended = (ends.get(key) ?? []).map(({ second }) => second)
    return lastReportsOfKey(rule, ofKey, ended)
  })
}

/**
 * Seconds at which a report becomes too old; the moments at which time alone can change the
 * warnings.
 */
export function silenceSeconds(rule: SilenceRule, series: FactSeries): number[] {
  const { silent_seconds } = rule.parameters
  return lastReports(rule, series).map(({ second }) => second + silent_seconds + 1)
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

/** Of the reports of one key, in order. */
function lastReportsOfKey(
  rule: SilenceRule,
  reports: readonly KnownFact[],
  ended: readonly number[],
): KnownFact[] {
  const { regular, silent_seconds } = rule.parameters
  const within = new MovingWindow(Float64Array.from(reports, ({ second }) => second))
  return reports.filter(({ second }, index) => {
    within.moveTo(second - regular.within_seconds, second)
    const due = second + silent_seconds
    // Of one second the one with the greatest id stands for all.
    const next = reports[index + 1]?.second
    const settled = (next !== undefined && next <= due) || anyWithin(ended, second, due)
    return isInForce(rule, second) && within.size >= regular.at_least && !settled
  })
}
