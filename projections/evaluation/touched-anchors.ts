import { lookedAt, SPANS_MAX } from '#/evaluation/warnings-of-spans.ts'
import type { FactsTogether } from '#/rules/evaluator/facts-together.ts'
import type { Looked } from '#/rules/evaluator/judge.ts'
import type { SaidOfFact } from '#/rules/facts/known-fact.ts'
import { spansAround } from '#/rules/facts/series/seconds-span.ts'
import type { Reach } from '#/rules/kinds/define-kind.ts'
import { dependsOnClock, kindOf, subjectReachOf, type FactRule } from '#/rules/rule.ts'

/** What the facts that touched a subject say and said, each version that is not a retraction. */
export type SaidOfSubject = (subject_id: string) => readonly SaidOfFact[]

/** In which seconds they lie and lay. */
export function secondsOfSaid(said: readonly SaidOfFact[]): ReadonlySet<number> {
  return new Set(said.map(({ second }) => second))
}

/** What is known of what touched subjects. */
export interface TouchedAnchors {
  readonly said_of: SaidOfSubject
  /** Whether time has changed what a rule says of a subject. */
  readonly is_due: (rule: FactRule, subject_id: string) => boolean
}

/**
 * Of a subject, by rule, the anchors that what touched it can reach and no others; undefined where
 * that may be any of them.
 */
export function anchorsReached(
  together: FactsTogether,
  { said_of, is_due }: TouchedAnchors,
): (rule: FactRule) => Looked | undefined {
  const { subject_id } = together
  const said = said_of(subject_id)
  const seconds = secondsOfSaid(said)
  // Many rules reach equally far.
  const known: { readonly reach: Reach; readonly looked: Looked }[] = []
  return (rule) => {
    const reach = subjectReachOf(rule)
    if (reach === undefined || (dependsOnClock(rule) && is_due(rule, subject_id))) return undefined
    const tied = secondsTied(rule, together, said)
    if (tied === null) return undefined
    if (tied.size > 0) return lookedWithin(new Set([...seconds, ...tied]), reach)
    const found = known.find(({ reach: other }) => isSameReach(reach, other))
    if (found !== undefined) return found.looked
    const looked = lookedWithin(seconds, reach)
    known.push({ reach, looked })
    return looked
  }
}

/** When the anchors lie that are tied to the facts; null where that may be any of them. */
function secondsTied(
  rule: FactRule,
  together: FactsTogether,
  said: readonly SaidOfFact[],
): ReadonlySet<number> | null {
  const { evaluate } = kindOf(rule)
  if (!('waiting' in evaluate) || evaluate.tied === undefined) return NO_SECONDS
  return evaluate.tied(rule, together.countedBy(rule), said)
}

const NO_SECONDS: ReadonlySet<number> = new Set()

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
