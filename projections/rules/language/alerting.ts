/** What a rule says of its alerts: which of its warnings make one, and which make none. */
export interface RuleAlerting {
  /** Warnings are kept in the ledger and nobody is told: the rule observes. */
  readonly record_only: boolean
  /**
   * Whose warnings make one alert: those about one subject (or one group, for a rule about groups),
   * or all of which the newest fact has the same values of these fields.
   */
  readonly group_by: 'subject' | readonly AlertGroupField[]
  /**
   * A warning whose anchor lies further than this from those of an open alert begins another alert;
   * null where a warning joins the open alert, however long ago that began.
   */
  readonly window_seconds: number | null
  /** When so many alerts are one matter: the rule's. */
  readonly storm: AlertStorm
  /** More alerts than this at once, and a second person confirms the publication. */
  readonly needs_second_person_above: number
}

export interface AlertGroupField {
  readonly field: string
  /** Only the first characters of the value count; null for the whole. */
  readonly prefix: number | null
}

export interface AlertStorm {
  readonly more_than: number
  /** Of the log's time. */
  readonly within_seconds: number
}

export const STORM_ALERTS_DEFAULT = 1_000
export const STORM_WITHIN_DEFAULT = '1 hour'
export const SECOND_PERSON_ALERTS_DEFAULT = 1_000
