import type { Calendars } from '@jianwei/events/calendar/calendars.ts'
import type { Instant } from '@jianwei/events/instant.ts'

/**
 * What the ledger holds of a warning: enough to say in a sentence what happened, without a look at
 * its facts. An explanation says it exactly.
 */
export interface ToldWarning {
  /** When the warning lies. */
  readonly anchor_at: Instant
  /** How many facts its evidence lists: the newest, at most `EVIDENCE_FACTS_MAX`. */
  readonly facts: number
  /** Where its alert lies. */
  readonly region: string | null
  /** The working days as they were known when it was raised. */
  readonly calendars: Calendars
}
