import type { Calendars } from '@jianwei/events/calendar/calendars.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { FactAlone, KnownFact } from '#/rules/facts/known-fact.ts'

/**
 * Why a warning stands, for the regulator who has to defend it: the values that were compared, each
 * fact's part, and the smallest changes of which each by itself would have kept the warning from
 * being. It is computed from the facts as known when the warning was raised, never stored: the same
 * log and rule explain it in the same way for ever.
 */
export interface Explanation {
  /** Everything that had to hold, and did. */
  readonly comparisons: readonly ThresholdComparison[]
  readonly evidence: readonly EvidencePart[]
  readonly smallest_changes: readonly SmallestChange[]
}

export interface ThresholdComparison {
  readonly what: Bilingual
  /** What was found; times are instants, lengths of time are seconds. */
  readonly value: number | string
  readonly relation: 'at_least' | 'less_than' | 'at_most' | 'after'
  readonly threshold: number | string
  readonly unit: ComparisonUnit
}

export type ComparisonUnit =
  | 'facts'
  | 'values'
  | 'amount'
  | 'seconds'
  | 'instant'
  | 'points'
  | 'spreads'

export interface EvidencePart {
  readonly fact_id: string
  /** What the fact did for the warning. */
  readonly part: Bilingual
  /**
   * What it brought: an amount, a counted value, seconds since the step before; null where being
   * there is all.
   */
  readonly value: number | string | null
}

export type SmallestChange =
  /**
   * Had these facts not been there; fewer facts would not have done, except by letting the warning
   * stand elsewhere instead, or one before it last until then.
   */
  | {
      readonly change: 'facts_less'
      readonly fact_ids: readonly string[]
      readonly text: Bilingual
    }
  /** Had the rule asked for this instead; a number nearer to the rule's own would not have done. */
  | {
      readonly change: 'threshold'
      /** Where in the rule's file. */
      readonly parameter: string
      readonly from: number | string
      readonly to: number | string
      readonly text: Bilingual
    }
  /** Had one fact more been there. */
  | {
      readonly change: 'fact_more'
      readonly events: readonly string[]
      readonly until: Instant | null
      readonly text: Bilingual
    }

export interface Bilingual {
  readonly en: string
  readonly zh: string
}

/** The warning that is explained, among the facts as they were known. */
export interface ExplainedWarning {
  /**
   * All facts of the subject, or of the group, that the rule looks at, in force when the warning
   * was raised.
   */
  readonly facts: readonly KnownFact[]
  readonly anchor: string
  /** The second of `anchor_at`. */
  readonly second: number
  /** The second of the clock. */
  readonly clock: number
  /** The working days as they were known. */
  readonly calendars: Calendars
}

/**
 * A warning at a snapshot: `facts` are the member's own as the snapshot knew them, `others` the
 * numbers of its peers, those that are 0 too.
 */
export interface ExplainedAmongPeers extends ExplainedWarning {
  readonly others: readonly number[]
}

/** By time, then id, as evidence is listed. */
export function inOrder<Fact extends FactAlone>(facts: readonly Fact[]): Fact[] {
  return facts.toSorted((a, b) => a.second - b.second || (a.fact_id < b.fact_id ? -1 : 1))
}

export function factsLess(facts: readonly FactAlone[], text: Bilingual): SmallestChange {
  return { change: 'facts_less', fact_ids: inOrder(facts).map((fact) => fact.fact_id), text }
}
