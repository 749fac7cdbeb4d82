import type { Instant } from '@jianwei/events/instant.ts'
import { unsuppressedLedgerSql } from '#/rules/exceptions-ledger-sql.ts'
import { suppressedSql, unsuppressedSql } from '#/rules/exceptions-sql.ts'
import {
  combinationLedgerOutcomesSql,
  combinationLedgerSql,
  combinationWarningsSql,
} from '#/rules/kinds/combination/combination-sql.ts'
import { countLedgerOutcomesSql, countLedgerSql } from '#/rules/kinds/count/ledger-sql.ts'
import { countWarningsSql } from '#/rules/kinds/count/warnings-sql.ts'
import { deadlineLedgerSql } from '#/rules/kinds/deadline/ledger-sql.ts'
import {
  deadlineOutcomesSql,
  deadlineWarningsSql,
  newlyDueSubjectsSql as deadlineNewlyDueSubjectsSql,
} from '#/rules/kinds/deadline/warnings-sql.ts'
import { expiryLedgerSql } from '#/rules/kinds/expiry/ledger-sql.ts'
import { expiryOutcomesSql, expirySubjectsSql, expiryWarningsSql } from '#/rules/kinds/expiry/warnings-sql.ts'
import { peerOutcomesSql } from '#/rules/kinds/peer/outcomes-sql.ts'
import { peerLedgerSql, peerWarningsSql } from '#/rules/kinds/peer/warnings-sql.ts'
import { scoreOutcomesSql } from '#/rules/kinds/score/facts-sql.ts'
import { scoreLedgerOutcomesSql, scoreLedgerSql } from '#/rules/kinds/score/ledger-sql.ts'
import { scoreWarningsSql } from '#/rules/kinds/score/warnings-sql.ts'
import { sequenceLedgerSql } from '#/rules/kinds/sequence/ledger-sql.ts'
import { sequenceOutcomesSql, sequenceWarningsSql } from '#/rules/kinds/sequence/warnings-sql.ts'
import { silenceLedgerOutcomesSql, silenceLedgerSql } from '#/rules/kinds/silence/ledger-sql.ts'
import { silenceNewlyDueSql, silenceOutcomesSql, silenceWarningsSql } from '#/rules/kinds/silence/warnings-sql.ts'
import { sumLedgerOutcomesSql, sumLedgerSql, sumOutcomesSql, sumWarningsSql } from '#/rules/kinds/sum/sum-sql.ts'
import { surgeLedgerOutcomesSql, surgeLedgerSql } from '#/rules/kinds/surge/ledger-sql.ts'
import { surgeOutcomesSql, surgeWarningsSql } from '#/rules/kinds/surge/warnings-sql.ts'
import { judgingOf } from '#/rules/judging.ts'
import type { Rule } from '#/rules/rule.ts'
import type { VersionsView } from '#/rules/versions-sql.ts'

/**
 * Rules as ClickHouse SQL over `events_v1`, `fact_ends_v1`, `subject_facts_v1` and `clock_v1` (`design.md` section 5). Each function gives one
 * SELECT without ORDER BY, SETTINGS or FORMAT, so it can stand in a larger statement. The reference evaluator in `reference.ts`
 * says the same slowly.
 */

export interface WarningsView extends VersionsView {
  /** Deadlines are judged at this time, in whole seconds; it counts as passed when the clock is beyond it. */
  readonly clock: Instant
}

/** `W(R, k, t)`: rows of `WarningRow`. `known` is k, `clock` is t. */
export function warningsSql(rule: Rule, view: WarningsView): string {
  return unsuppressedSql(rule, view, kindWarningsSql(rule, judged(rule, view)))
}

function kindWarningsSql(rule: Rule, view: WarningsView): string {
  switch (rule.kind) {
    case 'count':
      return countWarningsSql(rule, view)
    case 'deadline':
      return deadlineWarningsSql(rule, view, view.clock)
    case 'sum':
      return sumWarningsSql(rule, view)
    case 'combination':
      return combinationWarningsSql(rule, view)
    case 'expiry':
      return expiryWarningsSql(rule, view, view.clock)
    case 'sequence':
      return sequenceWarningsSql(rule, view)
    case 'peer':
      return peerWarningsSql(rule, view, view.clock)
    case 'surge':
      return surgeWarningsSql(rule, view)
    case 'silence':
      return silenceWarningsSql(rule, view, view.clock)
    case 'score':
      return scoreWarningsSql(rule, view)
  }
}

/** When each warning was raised and withdrawn up to `known`: rows of `LedgerRow`. */
export function ledgerSql(rule: Rule, view: VersionsView): string {
  return unsuppressedLedgerSql(rule, view, kindLedgerSql(rule, judged(rule, view)))
}

function kindLedgerSql(rule: Rule, view: VersionsView): string {
  switch (rule.kind) {
    case 'count':
      return countLedgerSql(rule, view)
    case 'deadline':
      return deadlineLedgerSql(rule, view)
    case 'sum':
      return sumLedgerSql(rule, view)
    case 'combination':
      return combinationLedgerSql(rule, view)
    case 'expiry':
      return expiryLedgerSql(rule, view)
    case 'sequence':
      return sequenceLedgerSql(rule, view)
    case 'peer':
      return peerLedgerSql(rule, view)
    case 'surge':
      return surgeLedgerSql(rule, view)
    case 'silence':
      return silenceLedgerSql(rule, view)
    case 'score':
      return scoreLedgerSql(rule, view)
  }
}

/**
 * Facts in force that the rule cannot judge, and warnings that its exceptions suppress: rows of `OutcomeRow`, none when it can judge everything
 * and nothing is excepted.
 */
export function outcomesSql(rule: Rule, view: WarningsView): string {
  const outcomes = kindOutcomesSql(rule, judged(rule, view))
  const suppressed = suppressedSql(rule, view, kindWarningsSql(rule, judged(rule, view)))
  if (suppressed === null) return outcomes
  return `SELECT outcome, code, facts, sample FROM (${outcomes}) UNION ALL SELECT outcome, code, facts, sample FROM (${suppressed})`
}

function kindOutcomesSql(rule: Rule, view: VersionsView): string {
  switch (rule.kind) {
    case 'count':
    case 'combination':
      return NO_OUTCOMES
    case 'deadline':
      return deadlineOutcomesSql(rule, view)
    case 'sum':
      return sumOutcomesSql(rule, view)
    case 'expiry':
      return expiryOutcomesSql(rule, view)
    case 'sequence':
      return sequenceOutcomesSql(rule, view)
    case 'peer':
      return peerOutcomesSql(rule, view)
    case 'surge':
      return surgeOutcomesSql(rule, view)
    case 'silence':
      return silenceOutcomesSql(rule, view) ?? NO_OUTCOMES
    case 'score':
      return scoreOutcomesSql(rule, view)
  }
}

/** What `ledgerSql` leaves out: rows of `OutcomeRow`, counted by anchors. Null for kinds that leave nothing out. */
export function ledgerOutcomesSql(rule: Rule, view: VersionsView): string | null {
  return kindLedgerOutcomesSql(rule, judged(rule, view))
}

function kindLedgerOutcomesSql(rule: Rule, view: VersionsView): string | null {
  switch (rule.kind) {
    case 'count':
      return countLedgerOutcomesSql(rule, view)
    case 'sum':
      return sumLedgerOutcomesSql(rule, view)
    case 'combination':
      return combinationLedgerOutcomesSql(rule, view)
    case 'surge':
      return surgeLedgerOutcomesSql(rule, view)
    case 'silence':
      return silenceLedgerOutcomesSql(rule, view)
    case 'score':
      return scoreLedgerOutcomesSql(rule, view)
    case 'deadline':
    case 'expiry':
    case 'sequence':
    case 'peer':
      return null
  }
}

/**
 * Rows of `subject_id`: subjects, or groups for a rule that reaches groups, of which a warning may have come into being because the
 * clock moved from one instant to a later one. Null for rules that do not depend on the clock, and for those
 * that are judged on snapshots (`passesSnapshot`).
 */
export function newlyDueSubjectsSql(
  rule: Rule,
  view: VersionsView,
  clock: { readonly from: Instant; readonly to: Instant },
): string | null {
  return kindNewlyDueSubjectsSql(rule, judged(rule, view), clock)
}

function kindNewlyDueSubjectsSql(
  rule: Rule,
  view: VersionsView,
  clock: { readonly from: Instant; readonly to: Instant },
): string | null {
  switch (rule.kind) {
    case 'count':
    case 'sum':
    case 'combination':
    case 'sequence':
    case 'peer':
    case 'surge':
    case 'score':
      return null
    case 'deadline':
      return deadlineNewlyDueSubjectsSql(rule, view, clock)
    case 'expiry':
      return expirySubjectsSql(rule, view, clock)
    case 'silence':
      return silenceNewlyDueSql(rule, view, clock)
  }
}

/** With what the statements that read facts need to know of the rule. */
function judged<View extends VersionsView>(rule: Rule, view: View): View {
  return { ...view, judging: judgingOf(rule) }
}

/** Whatever the facts, they can be counted. */
const NO_OUTCOMES = "SELECT '' AS outcome, '' AS code, toUInt64(0) AS facts, emptyArrayString() AS sample WHERE 0"
