import { lookedAt, SPANS_MAX, type SecondsOfSubject } from '#/evaluation/warnings-of-spans.ts'
import type { Looked } from '#/rules/evaluator/judge.ts'
import { spansAround } from '#/rules/facts/series/seconds-span.ts'
import type { Reach } from '#/rules/kinds/define-kind.ts'
import { dependsOnClock, subjectReachOf, type FactRule } from '#/rules/rule.ts'

/** What is known of what touched subjects. */
export interface TouchedAnchors {
  /** When the facts lie that touched a subject. */
  readonly seconds_of: SecondsOfSubject
  /** Whether time has changed what a rule says of a subject. */
  readonly is_due: (rule: FactRule, subject_id: string) => boolean
}

/**
 * Of a subject, by rule, the anchors that what touched it can reach and no others; undefined where
 * that may be any of them.
 */
export function anchorsReached(
  subject_id: string,
  { seconds_of, is_due }: TouchedAnchors,
): (rule: FactRule) => Looked | undefined {
  const seconds = seconds_of(subject_id)
  // Many rules reach equally far.
  const known: { readonly reach: Reach; readonly looked: Looked }[] = []
  return (rule) => {
    const reach = subjectReachOf(rule)
    if (reach === undefined || (dependsOnClock(rule) && is_due(rule, subject_id))) return undefined
    const found = known.find(({ reach: other }) => isSameReach(reach, other))
    if (found !== undefined) return found.looked
    const looked = lookedWithin(seconds, reach)
    known.push({ reach, looked })
    return looked
  }
}

function lookedWithin(seconds: ReadonlySet<number>, reach: Reach): Looked {
  const anchors = spansAround(seconds, reach, SPANS_MAX)
  const facts = lookedAt(anchors, reach)
  // One stretch of the facts that are there: what lies between adds nothing wrong.
  const from = facts[0]?.from ?? Number.POSITIVE_INFINITY
  const up_to = facts.at(-1)?.up_to ?? Number.NEGATIVE_INFINITY
  return { anchors, facts: { from, up_to } }
}

function isSameReach(one: Reach, other: Reach): boolean {
  return one.before_seconds === other.before_seconds && one.after_seconds === other.after_seconds
}
