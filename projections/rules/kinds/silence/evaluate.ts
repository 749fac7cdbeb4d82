import { instantFromMs } from '@jianwei/events/instant.ts'
import { groupIdOf } from '#/rules/facts/groups/group-text.ts'
import type { WarningWithFacts, KnownFact } from '#/rules/facts/known-fact.ts'
import type { FactSeries } from '#/rules/facts/series/fact-series.ts'
import { MovingWindow } from '#/rules/facts/series/moving-window.ts'
import { EVER, type SecondsSpan } from '#/rules/facts/series/seconds-span.ts'
import { anyWithin, placeFrom } from '#/rules/facts/series/sorted-seconds.ts'
import type { FactsInWindow } from '#/rules/kinds/define-kind.ts'
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
  const seconds = Float64Array.from(reports, ({ second }) => second)
  const { silent_seconds } = rule.parameters
  return lastPlaces(rule, seconds, EVER)
    .filter((place) => !anyWithin(ended, seconds[place]!, seconds[place]! + silent_seconds))
    .map((place) => reports[place]!)
}

/**
 * Of reports of one key, which lie in these seconds, in order, the places of those in a span that
 * regular ones led up to and no other followed in time.
 */
function lastPlaces(
  rule: SilenceRule,
  seconds: Float64Array,
  { from, up_to }: SecondsSpan,
): number[] {
  const { regular, silent_seconds } = rule.parameters
  const within = new MovingWindow(
    seconds.subarray(placeFrom(seconds, from - regular.within_seconds)),
  )
  const places: number[] = []
  for (let place = placeFrom(seconds, from); place < seconds.length; place += 1) {
    const second = seconds[place]!
    if (second > up_to) break
    within.moveTo(second - regular.within_seconds, second)
    // Of one second the one with the greatest id stands for all.
    const next = seconds[place + 1]
    const isFollowed = next !== undefined && next <= second + silent_seconds
    if (isInForce(rule, second) && within.size >= regular.at_least && !isFollowed)
      places.push(place)
  }
  return places
}

/** Of a rule whose groups have one key each: its last reports in a span that are too old. */
export function silencesWithin(
  rule: SilenceRule,
  all: Float64Array,
  { from, up_to }: SecondsSpan,
  clock: number,
): FactsInWindow[] {
  const tooOld = clock - rule.parameters.silent_seconds - 1
  return lastPlaces(rule, all, { from, up_to: Math.min(up_to, tooOld) }).map((place) => ({
    second: all[place]!,
    first: place,
    end: place + 1,
  }))
}

/** When the next of them becomes too old. */
export function silenceNextAt(
  rule: SilenceRule,
  all: Float64Array,
  clock: number,
): number | undefined {
  const { silent_seconds } = rule.parameters
  const [place] = lastPlaces(rule, all, { ...EVER, from: clock - silent_seconds })
  return place === undefined ? undefined : all[place]! + silent_seconds + 1
}
