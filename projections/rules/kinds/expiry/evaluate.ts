import { DAY_SECONDS } from '@jianwei/events/working-days/civil-seconds.ts'
import { carriedSecond } from '#/rules/facts/carried-time.ts'
import { fieldValue } from '#/rules/facts/filter-predicate.ts'
import type { FactAlone } from '#/rules/facts/known-fact.ts'
import { tieAt, type Tie } from '#/rules/facts/match-fields.ts'
import type { FactSeries } from '#/rules/facts/series/fact-series.ts'
import { NOTHING_WAITS, type WaitingFact } from '#/rules/facts/series/waiting.ts'
import type { ExpiryRule } from '#/rules/kinds/expiry/parameters.ts'
import type { Selection } from '#/rules/language/filter.ts'
import { isInForce } from '#/rules/language/rule-body.ts'

/** The validities of one subject that nothing settles, wherever the clock stands. */
export function unsettledValidities(rule: ExpiryRule, series: FactSeries): readonly WaitingFact[] {
  const { of, ended_by, inactive_by, match, valid_to } = rule.parameters
  const carriers = series.selected(of)
  if (carriers.length === 0) return NOTHING_WAITS
  const renewed = lastSeconds(match, series, of)
  const ended = lastSeconds(match, series, ended_by)
  // Whatever they are about, so that they are tied to nothing.
  const last = inactive_by === null ? undefined : series.selected(inactive_by).at(-1)
  const inactive = last === undefined ? Number.NEGATIVE_INFINITY : series.secondAt(last)
  const found: WaitingFact[] = []
  for (const place of carriers) {
    const second = series.secondAt(place)
    if (inactive >= second) continue
    const tie = tieAt(match, series, place)
    if (tie === undefined) continue
    if ((renewed.get(tie) ?? second) > second) continue
    if ((ended.get(tie) ?? Number.NEGATIVE_INFINITY) >= second) continue
    const warns_at = warningSecond(rule, second, series.valueAt(place, valid_to.field))
    if (warns_at === undefined || !isInForce(rule, warns_at)) continue
    found.push({ place, anchor_second: warns_at, passes_at: warns_at })
  }
  return found
}

/** Up to which second a validity waits to be renewed. */
export function renewalDue(rule: ExpiryRule, carrier: FactAlone): number | undefined {
  const carried = fieldValue(carrier, rule.parameters.valid_to.field)
  const warnsAt = warningSecond(rule, carrier.second, carried)
  return warnsAt === undefined ? undefined : warnsAt - 1
}

/** Of each tie the second of its last fact. */
function lastSeconds(
  match: readonly string[],
  series: FactSeries,
  by: Selection | null,
): ReadonlyMap<Tie, number> {
  const places = by === null ? [] : series.selected(by)
  if (places.length === 0) return NONE
  const last = new Map<Tie, number>()
  for (const place of places) {
    const tie = tieAt(match, series, place)
    if (tie !== undefined) last.set(tie, series.secondAt(place))
  }
  return last
}

const NONE: ReadonlyMap<Tie, number> = new Map()

/**
 * The first second of the notice, and not before the fact's own; undefined for a validity without
 * end. `carried`: its end, as the fact has it.
 */
function warningSecond(rule: ExpiryRule, second: number, carried: unknown): number | undefined {
  const { valid_to, notice_days } = rule.parameters
  const last = carriedSecond(valid_to, carried, rule.utc_offset_seconds)
  return last === undefined ? undefined : Math.max(last + 1 - notice_days * DAY_SECONDS, second)
}
