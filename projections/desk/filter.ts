import type { ClosingReason } from '@jianwei/events/alert/closing-events.ts'
import type { AlertState } from '@jianwei/events/alert/effects.ts'
import type { Finding } from '@jianwei/events/alert/handling-events.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { RiskLevel } from '@jianwei/events/warning/events.ts'
import type { DomainsFilter } from '#/rule-domain-sql.ts'
import type { FoundNames } from '#/subject-lookup/name-sql.ts'

/** A person by their account, nobody, or whoever it is. */
export type Somebody = { readonly actor: string } | 'nobody' | 'anybody'

/** Which alerts are asked for. What is left out narrows nothing; of a list, one has to fit. */
export interface AlertsFilter {
  readonly alert_ids?: readonly string[]
  readonly states?: readonly AlertState[]
  /** Whether it is worked on still: everything but closed. */
  readonly open?: boolean
  readonly levels?: readonly RiskLevel[]
  readonly rule_ids?: readonly string[]
  readonly subject_id?: string
  /** In whose queue; empty text for those in none. */
  readonly units?: readonly string[]
  readonly departments?: readonly string[]
  /** Units that the department means, where and when the alert was raised, as known now. */
  readonly department_units?: readonly string[]
  /** By whose rule it was raised. */
  readonly domains?: DomainsFilter
  /**
   * Raised about a fact in one of the regions or within it: codes are compared by prefix; empty
   * text for those without a region.
   */
  readonly regions?: readonly string[]
  /** Of the regions themselves, and of nothing within them. */
  readonly region_itself?: boolean
  readonly owner?: Somebody
  /** Whose claim runs at a time; one that has run out is nobody's. */
  readonly claimed?: { readonly by: Somebody; readonly at: Instant }
  readonly watcher?: string
  readonly tags?: readonly string[]
  /** Open, and its limit was over at a time; or not so. */
  readonly overdue?: { readonly is: boolean; readonly at: Instant }
  readonly due_before?: Instant
  /** Raised at this time or later. */
  readonly since?: Instant
  readonly until?: Instant
  readonly changed_since?: Instant
  /** Whether somebody has opened it. */
  readonly opened?: boolean
  readonly urged?: boolean
  readonly supervised?: boolean
  /** Whether it is worked on as part of another one. */
  readonly merged?: boolean
  /** Whether it waits under the alert of its cause. */
  readonly gathered?: boolean
  readonly gathered_under?: string
  readonly findings?: readonly Finding[]
  readonly closed_as?: readonly ClosingReason[]
  /** Closed, and the last time at this time or later. */
  readonly closed_since?: Instant
  readonly closed_until?: Instant
  /**
   * Within the id or the name of the subject, as pinyin or initials of the name, within a tag, or
   * at the beginning of the alert's id.
   */
  readonly text?: string
  /** Whose names the text is compared with; those of no person where it is absent. */
  readonly names?: FoundNames
  /** Raised at this position of the log or before it. */
  readonly raised_up_to?: number
}
