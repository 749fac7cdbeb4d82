import { groupIdOf, groupTextsOf } from '#/rules/facts/groups/group-text.ts'
import type { FactAlone } from '#/rules/facts/known-fact.ts'
import type { FactSeries } from '#/rules/facts/series/fact-series.ts'
import { MovingWindow } from '#/rules/facts/series/moving-window.ts'
import { EVER, type SecondsSpan } from '#/rules/facts/series/seconds-span.ts'
import { anyWithin, placeFrom } from '#/rules/facts/series/sorted-seconds.ts'
import { NOTHING_WAITS, type WaitingFact } from '#/rules/facts/series/waiting.ts'
import type { FactsInWindow } from '#/rules/kinds/define-kind.ts'
import type { SilenceRule } from '#/rules/kinds/silence/parameters.ts'
import { isInForce } from '#/rules/language/rule-body.ts'

/**
 * The reports of one subject or group that regular ones led up to and nothing followed in time,
 * wherever the clock stands.
 */
export function lastReports(rule: SilenceRule, series: FactSeries): readonly WaitingFact[] {
  const { of, unless, silent_seconds } = rule.parameters
  const reports = series.selected(of)
  if (reports.length < rule.parameters.regular.at_least) return NOTHING_WAITS
  const ends = unless === null ? NO_PLACES : series.selected(unless)
  const endedByKey = placesByKey(rule, series, ends)
  const found: WaitingFact[] = []
  for (const [key, places] of placesByKey(rule, series, reports)) {
    const seconds = series.secondsAt(places)
    const ended = series.secondsAt(endedByKey.get(key) ?? NO_PLACES)
    for (const index of lastPlaces(rule, seconds, EVER)) {
      const second = seconds[index]!
      if (anyWithin(ended, second, second + silent_seconds)) continue
      const passes_at = second + silent_seconds + 1
      found.push({ place: places[index]!, anchor_second: second, passes_at })
    }
  }
  return found
}

const NO_PLACES = new Int32Array(0)

/** Without facts that lack a field of the key, which are of none. */
function placesByKey(
  { parameters: { key } }: SilenceRule,
  series: FactSeries,
  places: Int32Array,
): ReadonlyMap<string, Int32Array> {
  if (places.length === 0) return new Map()
  if (key.length === 0) return new Map([['', places]])
  const byKey = new Map<string, number[]>()
  for (const place of places) {
    const texts = groupTextsOf(key, (field) => series.valueAt(place, field))
    if (texts === undefined) continue
    const text = texts.length === 1 ? texts[0]! : JSON.stringify(texts)
    const ofKey = byKey.get(text)
    if (ofKey === undefined) byKey.set(text, [place])
    else ofKey.push(place)
  }
  return new Map(Array.from(byKey, ([text, ofKey]) => [text, Int32Array.from(ofKey)]))
}

/**
 * What tells the keys of one subject or group apart; undefined for facts that lack a field of the
 * key.
 */
export function silenceKeyOf(
  { parameters: { key } }: SilenceRule,
  fact: FactAlone,
): string | undefined {
  return key.length === 0 ? '' : groupIdOf(key, fact)
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
