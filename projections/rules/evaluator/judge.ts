import { secondOfInstant } from '@jianwei/events/instant.ts'
import { awaitedByFact, NOTHING_AWAITED, type StatedAsKnown } from '#/rules/evaluator/awaited.ts'
import type { FactsTogether } from '#/rules/evaluator/facts-together.ts'
import { holdsWhere } from '#/rules/facts/filter-predicate.ts'
import type { WarningWithFacts } from '#/rules/facts/known-fact.ts'
import { anyWithin } from '#/rules/facts/series/sorted-seconds.ts'
import { kindOf, type FactRule, type Rule } from '#/rules/rule.ts'

/** What a rule says of some facts. */
export interface Judged {
  /** `W` of the subject or group. */
  readonly standing: readonly WarningWithFacts[]
  /** Warnings that an exception of the rule suppresses. */
  readonly suppressed: readonly WarningWithFacts[]
  /** Warnings that are not judged, with the types that nobody feeds to their duty. */
  readonly not_judged: readonly (WarningWithFacts & { readonly missing: readonly string[] })[]
}

/** A rule over the facts of one subject or group, when the clock stands in the second `clock`. */
export function judge(
  rule: FactRule,
  together: FactsTogether,
  clock: number,
  stated: StatedAsKnown,
): Judged {
  const found = kindOf(rule).evaluate(rule, together.countedBy(rule), clock, stated.calendars)
  const standing: WarningWithFacts[] = []
  const suppressed: WarningWithFacts[] = []
  const notJudged: Judged['not_judged'][number][] = []
  for (const warning of found) {
    const missing = missingFor(rule, warning, stated)
    if (missing.length > 0) notJudged.push({ ...warning, missing })
    else if (isExcepted(rule, warning, together)) suppressed.push(warning)
    else standing.push(warning)
  }
  return { standing, suppressed, not_judged: notJudged }
}

/**
 * The first second after the clock's from which on time alone changes what the rule says of these
 * facts; undefined where it changes nothing any more.
 */
export function passesNextAt(
  rule: FactRule,
  together: FactsTogether,
  clock: number,
  { calendars }: StatedAsKnown,
): number | undefined {
  const { onClock } = kindOf(rule)
  if (onClock === null) return undefined
  let next: number | undefined
  for (const second of onClock.passingSeconds(rule, together.countedBy(rule), calendars))
    if (second > clock && (next === undefined || second < next)) next = second
  return next
}

/**
 * The types that nobody feeds. Of rules that wait for something, the anchor is all of the evidence;
 * a warning without evidence is of none of these.
 */
function missingFor(
  rule: Rule,
  { evidence: [anchor] }: WarningWithFacts,
  stated: StatedAsKnown,
): readonly string[] {
  const awaited = anchor === undefined ? NOTHING_AWAITED : awaitedByFact(rule, anchor, stated)
  return awaited.missing
}

/**
 * Whether one of the rule's exceptions suppresses the warning. They look at all facts of the
 * subject, also at those that the condition does not count.
 */
export function isExcepted(
  { exceptions }: Rule,
  { anchor_at }: WarningWithFacts,
  { series, states }: FactsTogether,
): boolean {
  if (exceptions.length === 0) return false
  const second = secondOfInstant(anchor_at)
  return exceptions.some(({ when }) => {
    if (when.by === 'subject')
      return holdsWhere(when.filter, (field) => states.valueAt(second, field))
    return anyWithin(series.secondsOf(when.of), second - when.within_seconds + 1, second)
  })
}
