/** A rule version that could not be evaluated, wholly or for some subjects, and why. */
export interface RuleFailure {
  readonly rule_id: string
  readonly rule_version: number
  /** Stable, such as `CALENDAR_YEAR_MISSING`. */
  readonly code: string
  /** For people; names no subject. */
  readonly message: string
}

/** Warnings that an exception of a rule version keeps from being raised. */
export interface SuppressedWarnings {
  readonly rule_id: string
  readonly rule_version: number
  /** The exception's name. */
  readonly exception: string
  readonly warnings: number
  /** Of some of them, the id of the newest fact of the evidence. */
  readonly sample: readonly string[]
}

/** What sources state, or leave unsaid, made of the warnings of a rule version. */
export interface RuleFeedOutcome {
  readonly rule_id: string
  readonly rule_version: number
  /**
   * `not_judged`: no warning, because nobody feeds the types to the departments of the duties.
   * `unstated`: judged all the same, because nobody states anything of the types.
   */
  readonly outcome: 'not_judged' | 'unstated'
  readonly event_types: readonly string[]
  /** That sent the duties; null for what is unstated. */
  readonly source: string | null
  /** Of some of the duties. */
  readonly departments: readonly string[]
  readonly warnings: number
  /** Of some of them, the id of the fact that opened the duty. */
  readonly sample: readonly string[]
}

/** What the evaluation of rules could not do, and what exceptions suppress. */
export interface RuleFailures {
  /** Of these versions, that are in force; also where it cannot be told what it could not do. */
  current(
    rules: readonly { readonly id: string; readonly version: number }[],
  ): readonly RuleFailure[]
  /** Of which it is not known yet: no failure, but nothing that a certificate may pass over. */
  not_looked_at(
    rules: readonly { readonly id: string; readonly version: number }[],
  ): readonly RuleFailure[]
  suppressed(): readonly SuppressedWarnings[]
  feed_outcomes(): readonly RuleFeedOutcome[]
}
