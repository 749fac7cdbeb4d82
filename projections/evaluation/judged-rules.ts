import { secondOfInstant, type Instant } from '@jianwei/events/instant.ts'
import { statedAsKnown, type StatedAsKnown } from '#/rules/evaluator/awaited.ts'
import { listedEvidence } from '#/rules/evaluator/evaluate.ts'
import type { FactsTogether } from '#/rules/evaluator/facts-together.ts'
import { judge, type Looked } from '#/rules/evaluator/judge.ts'
import type { WarningWithFacts } from '#/rules/facts/known-fact.ts'
import type { Known } from '#/rules/facts/knowledge-points.ts'
import type { SecondsSpan } from '#/rules/facts/series/seconds-span.ts'
import type { Stated } from '#/rules/feeds/statements-as-known.ts'
import { warningIdOf, type FactRule } from '#/rules/rule.ts'
import type { FoundWarning } from '#/warnings/ledger-so-far.ts'

/** What one rule says of the subjects that were looked at. */
export interface RuleWarnings {
  readonly found: FoundWarning[]
  /** By warning, the types that nobody feeds to its duty, of those that are not judged for that. */
  readonly not_judged: Map<string, readonly string[]>
  /** By subject, the first second after the clock's from which on time alone changes them. */
  readonly passes_next_at: Map<string, number>
  /**
   * By subject, where the anchors lie that were looked at, of those who were not looked at as a
   * whole.
   */
  readonly within: Map<string, readonly SecondsSpan[]>
  /** How long the process worked on the rule, without statements. */
  took_ms: number
}

/** Milliseconds since some moment, for how long rules take; where nobody asks, there are none. */
export type Stopwatch = () => number
export const NO_STOPWATCH: Stopwatch = () => 0

/** Where the clock stands, and what is stated. */
export interface JudgedRound {
  readonly clock: number
  readonly stated: StatedAsKnown
}

/** How much is known beside it. */
export function roundOf(
  asked: { readonly known: Known; readonly clock: Instant },
  stated: Stated,
): JudgedRound & { readonly known: Known } {
  const known: Known = { ...asked.known, authorities: stated.authorities }
  return { known, clock: secondOfInstant(asked.clock), stated: statedAsKnown(stated, known) }
}

export function noWarnings(): RuleWarnings {
  return {
    found: [],
    not_judged: new Map(),
    passes_next_at: new Map(),
    within: new Map(),
    took_ms: 0,
  }
}

/** Most of them stand in the ledger: an id and a list of evidence are made where somebody asks. */
function foundOf(
  rule: FactRule,
  subject_id: string,
  { anchor, anchor_at, evidence }: WarningWithFacts,
): FoundWarning {
  return {
    subject_id,
    anchor,
    anchor_at,
    get warning_id(): string {
      return warningIdOf(rule, subject_id, anchor)
    },
    get evidence(): readonly string[] {
      return listedEvidence(evidence)
    },
  }
}

/**
 * Adds what a rule says of one subject or group, and in `within` where no more was looked at than
 * some anchors.
 */
export function judgeInto(
  { found, not_judged, passes_next_at, within }: RuleWarnings,
  rule: FactRule,
  together: FactsTogether,
  { clock, stated }: JudgedRound,
  looked?: Looked,
): void {
  const { subject_id } = together
  const judged = judge(rule, together, clock, stated, looked)
  if (looked !== undefined) within.set(subject_id, looked.anchors)
  for (const warning of judged.standing) found.push(foundOf(rule, subject_id, warning))
  for (const { warning, missing } of judged.not_judged)
    not_judged.set(warningIdOf(rule, subject_id, warning.anchor), missing)
  if (judged.passes_next_at !== undefined) passes_next_at.set(subject_id, judged.passes_next_at)
}
