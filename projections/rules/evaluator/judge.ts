import { secondOfInstant } from '@jianwei/events/instant.ts'
import { awaitedByFact, NOTHING_AWAITED, type StatedAsKnown } from '#/rules/evaluator/awaited.ts'
import type { FactsTogether } from '#/rules/evaluator/facts-together.ts'
import { holdsWhere } from '#/rules/facts/filter-predicate.ts'
import type { WarningWithFacts } from '#/rules/facts/known-fact.ts'
import { nextToPass, passedBy } from '#/rules/facts/series/waiting.ts'
import { isWithinAny, type SecondsSpan } from '#/rules/facts/series/seconds-span.ts'
import { anyWithin } from '#/rules/facts/series/sorted-seconds.ts'
import { kindOf, type FactRule, type Rule } from '#/rules/rule.ts'

export interface NotJudgedWarning {
  readonly warning: WarningWithFacts
  readonly missing: readonly string[]
}

/** What a rule says of some facts. */
export interface Judged {
  /** `W` of the subject or group. */
  readonly standing: readonly WarningWithFacts[]
  /** Warnings that an exception of the rule suppresses. */
  readonly suppressed: readonly WarningWithFacts[]
  /** Warnings that are not judged, with the types that nobody feeds to their duty. */
  readonly not_judged: readonly NotJudgedWarning[]
  /**
   * The first second after the clock's from which on time alone changes what the rule says;
   * undefined where it changes nothing any more.
   */
  readonly passes_next_at: number | undefined
}

/** Where anchors are looked at, and where the facts lie that these look at. */
export interface Looked {
  /** In order, none touching another. */
  readonly anchors: readonly SecondsSpan[]
  readonly facts: SecondsSpan
}

/**
 * A rule over the facts of one subject or group, when the clock stands in the second `clock`.
 * `looked`: where no more is looked at than some anchors; of others nothing is said but when time
 * next changes one.
 */
export function judge(
  rule: FactRule,
  together: FactsTogether,
  clock: number,
  stated: StatedAsKnown,
  looked?: Looked,
): Judged {
  const series = together.countedBy(rule)
  const { evaluate } = kindOf(rule)
  if ('found' in evaluate) {
    const all = evaluate.found(rule, looked === undefined ? series : series.within(looked.facts))
    const found =
      looked === undefined || all.length === 0
        ? all
        : all.filter((one) => isWithinAny(looked.anchors, secondOfInstant(one.anchor_at)))
    return found.length === 0 ? NOTHING : judged(rule, found, together, stated)
  }
  const waiting = evaluate.waiting(rule, series, stated.calendars)
  if (waiting.length === 0) return NOTHING
  const reached =
    looked === undefined
      ? waiting
      : waiting.filter(({ anchor_second }) => isWithinAny(looked.anchors, anchor_second))
  const passed = judged(rule, passedBy(clock, series, reached), together, stated)
  // Whichever comes next, reached or not.
  return { ...passed, passes_next_at: nextToPass(clock, waiting) }
}

const NOTHING: Judged = Object.freeze({
  standing: Object.freeze([]),
  suppressed: Object.freeze([]),
  not_judged: Object.freeze([]),
  passes_next_at: undefined,
})

/** What of the warnings that a rule finds stands. */
function judged(
  rule: FactRule,
  found: readonly WarningWithFacts[],
  together: FactsTogether,
  stated: StatedAsKnown,
): Judged {
  const standing: WarningWithFacts[] = []
  const suppressed: WarningWithFacts[] = []
  const notJudged: NotJudgedWarning[] = []
  for (const warning of found) {
    const missing = missingFor(rule, warning, stated)
    if (missing.length > 0) notJudged.push({ warning, missing })
    else if (isExcepted(rule, warning, together)) suppressed.push(warning)
    else standing.push(warning)
  }
  return { standing, suppressed, not_judged: notJudged, passes_next_at: undefined }
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
