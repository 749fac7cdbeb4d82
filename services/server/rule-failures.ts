/** A rule version that could not be evaluated, wholly or for some subjects, and why. */
export interface RuleFailure {
  readonly rule_id: string
  readonly rule_version: number
  /** Stable, such as `CALENDAR_YEAR_MISSING`. */
  readonly code: string
  /** For people; names no subject. */
  readonly message: string
}

/** What the evaluation of rules could not do. The composition root implements it from the sentinel. */
export interface RuleFailures {
  current(): readonly RuleFailure[]
}
