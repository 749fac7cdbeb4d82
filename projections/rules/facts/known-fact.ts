import type { FactContent } from '@jianwei/events/fact.ts'
import type { Instant } from '@jianwei/events/instant.ts'

/** A version of a fact, without what others say of its subject. */
export interface FactAlone {
  readonly fact_id: string
  readonly subject_id: string
  readonly source: string
  readonly content: FactContent
  /** `occurred_at`, in the whole seconds that rules see. */
  readonly second: number
}

/** What a version of a fact says or said. */
export type SaidOfFact = Omit<FactAlone, 'fact_id'>

/** A fact as known at some point: its version in force. */
export interface KnownFact extends FactAlone {
  /**
   * What `subject.…` says at the fact's second, as known: the value of such a field, undefined
   * where there is none.
   */
  readonly subject_value: (field: string) => unknown
  /** How high its source stands for an attribute of the subject, as known: greater is higher. */
  readonly rank_for: (attribute: string) => number
}

/** What a kind finds for one subject. */
export interface WarningWithFacts {
  readonly anchor: string
  readonly anchor_at: Instant
  readonly evidence: readonly FactAlone[]
}

/** What a kind finds that judges many subjects together. */
export interface SubjectWarning extends WarningWithFacts {
  readonly subject_id: string
}

/**
 * Facts as they were known just before a second, by the clock of the order of knowing: the same
 * list for the same facts.
 */
export type FactsBefore = (second: number) => readonly KnownFact[]

/** The seconds between which snapshots are taken: after the first, up to and with the second. */
export interface SnapshotSpan {
  readonly after: number
  readonly up_to: number
}

export interface UnjudgedFact {
  readonly code: string
  readonly fact_id: string
}
