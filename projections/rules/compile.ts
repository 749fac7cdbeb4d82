import type { Instant } from '@jianwei/events/instant.ts'
import { countLedgerSql, countOutcomesSql } from '#/rules/kinds/count/ledger-sql.ts'
import { countWarningsSql } from '#/rules/kinds/count/warnings-sql.ts'
import { deadlineLedgerSql } from '#/rules/kinds/deadline/ledger-sql.ts'
import {
  deadlineOutcomesSql,
  deadlineWarningsSql,
  newlyDueSubjectsSql as deadlineNewlyDueSubjectsSql,
} from '#/rules/kinds/deadline/warnings-sql.ts'
import type { Rule } from '#/rules/rule.ts'
import type { VersionsView } from '#/rules/versions-sql.ts'

/**
 * Rules as ClickHouse SQL over `events_v1`, `fact_ends_v1` and `clock_v1` (`design.md` section 5). Each function gives one
 * SELECT without ORDER BY, SETTINGS or FORMAT, so it can stand in a larger statement. The reference evaluator in `reference.ts`
 * says the same slowly.
 */

export interface WarningsView extends VersionsView {
  /** Deadlines are judged at this time, in whole seconds; it counts as passed when the clock is beyond it. */
  readonly clock: Instant
}

/** `W(R, k, t)`: rows of `WarningRow`. `known` is k, `clock` is t. */
export function warningsSql(rule: Rule, view: WarningsView): string {
  switch (rule.kind) {
    case 'count':
      return countWarningsSql(rule, view)
    case 'deadline':
      return deadlineWarningsSql(rule, view, view.clock)
  }
}

/** When each warning was raised and withdrawn up to `known`: rows of `LedgerRow`. */
export function ledgerSql(rule: Rule, view: VersionsView): string {
  switch (rule.kind) {
    case 'count':
      return countLedgerSql(rule, view)
    case 'deadline':
      return deadlineLedgerSql(rule, view)
  }
}

/** What the rule could not judge: rows of `OutcomeRow`, none when it could judge everything. */
export function outcomesSql(rule: Rule, view: VersionsView): string {
  switch (rule.kind) {
    case 'count':
      return countOutcomesSql(rule, view)
    case 'deadline':
      return deadlineOutcomesSql(rule, view)
  }
}

/**
 * Rows of `subject_id`: subjects of which a warning may have come into being because the clock moved from one instant to a later
 * one. Null for rules that do not depend on the clock.
 */
export function newlyDueSubjectsSql(
  rule: Rule,
  view: VersionsView,
  clock: { readonly from: Instant; readonly to: Instant },
): string | null {
  switch (rule.kind) {
    case 'count':
      return null
    case 'deadline':
      return deadlineNewlyDueSubjectsSql(rule, view, clock)
  }
}
