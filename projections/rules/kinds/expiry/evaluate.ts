import { instantFromMs } from '@jianwei/events/instant.ts'
import { DAY_SECONDS } from '@jianwei/events/working-days/civil-seconds.ts'
import { carriedSecond } from '#/rules/facts/carried-time.ts'
import { fieldValue } from '#/rules/facts/filter-predicate.ts'
import type { WarningWithFacts, KnownFact } from '#/rules/facts/known-fact.ts'
import { tieOf } from '#/rules/facts/match-fields.ts'
import type { FactSeries } from '#/rules/facts/series/fact-series.ts'
import type { ExpiryRule } from '#/rules/kinds/expiry/parameters.ts'
import type { Selection } from '#/rules/language/filter.ts'
import { isInForce } from '#/rules/language/rule-body.ts'

/**
 * `W` of an expiry rule over the facts of one subject, when the clock stands in the second `clock`.
 */
export function evaluateExpiry(
  rule: ExpiryRule,
  series: FactSeries,
  clock: number,
): WarningWithFacts[] {
  return unsettled(rule, series).flatMap(({ carrier, warns_at }) =>
    clock < warns_at
      ? []
      : [
          {
            anchor: carrier.fact_id,
            anchor_at: instantFromMs(warns_at * 1_000),
            evidence: [carrier],
          },
        ],
  )
}

/** A validity that nothing settles, and the first second of its warning. */
interface UnsettledValidity {
  readonly carrier: KnownFact
  readonly warns_at: number
}

/** Wherever the clock stands. */
function unsettled(rule: ExpiryRule, series: FactSeries): UnsettledValidity[] {
  const { of, ended_by, inactive_by, match } = rule.parameters
  const chosen = (by: Selection | null): KnownFact[] =>
    by === null ? [] : series.factsAt(series.selected(by))
  const carriers = chosen(of)
  const renewed = lastSeconds(match, carriers)
  const ended = lastSeconds(match, chosen(ended_by))
  // Whatever they are about, so that they are tied to nothing.
  const inactive = chosen(inactive_by).at(-1)?.second ?? Number.NEGATIVE_INFINITY
  return carriers.flatMap((carrier) => {
    const warns_at = warningSecond(rule, carrier)
    const tie = tieOf(match, carrier)
    if (warns_at === undefined || tie === undefined || !isInForce(rule, warns_at)) return []
    const { second } = carrier
    const settled =
      (renewed.get(tie) ?? second) > second ||
      (ended.get(tie) ?? Number.NEGATIVE_INFINITY) >= second ||
      inactive >= second
    return settled ? [] : [{ carrier, warns_at }]
  })
}

/** The moments at which time alone can bring warnings about. */
export function expirySeconds(rule: ExpiryRule, series: FactSeries): number[] {
  return unsettled(rule, series).map(({ warns_at }) => warns_at)
}

/** Up to which second a validity waits to be renewed. */
export function renewalDue(rule: ExpiryRule, carrier: KnownFact): number | undefined {
  const warnsAt = warningSecond(rule, carrier)
  return warnsAt === undefined ? undefined : warnsAt - 1
}

/** Of each tie the second of its last fact, of facts in order. */
function lastSeconds(match: readonly string[], facts: readonly KnownFact[]): Map<string, number> {
  const last = new Map<string, number>()
  for (const fact of facts) {
    const tie = tieOf(match, fact)
    if (tie !== undefined) last.set(tie, fact.second)
  }
  return last
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
