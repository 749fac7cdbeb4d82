import { unsuppressedLedgerSql } from '#/rules/compiler/exceptions-ledger-sql.ts'
import { suppressedSql, unsuppressedSql } from '#/rules/compiler/exceptions-sql.ts'
import { feedOutcomesSql, judgedSql, notJudgedSql } from '#/rules/compiler/judged-duties-sql.ts'
import { judgedLedgerSql } from '#/rules/compiler/judged-ledger-sql.ts'
import type { Noticed } from '#/rules/calendars/notices-as-known.ts'
import { byWorkingDays } from '#/rules/compiler/judged-duties-sql.ts'
import type { Stated } from '#/rules/feeds/statements-as-known.ts'
import { ruleFactsOf } from '#/rules/facts/rule-facts.ts'
import type { VersionsView, WarningsView } from '#/rules/facts/versions-sql.ts'
import type { ClockSpan } from '#/rules/kinds/define-kind.ts'
import { kindOf, selectionsOf, type Rule } from '#/rules/rule.ts'
import { sql, type Sql } from '#/sql.ts'

/**
 * Rules as ClickHouse SQL over `events_by_type_v3`, `fact_ends_v2`, `subject_facts_v3` and
 * `clock_v2` (`docs/architecture.md`). Each function gives one SELECT without ORDER BY, SETTINGS or
 * FORMAT, so it can stand in a larger statement. The oracle of the tests computes the same the slow
 * way.
 */

/** `W(R, k, t)`: rows of `ComputedWarning`. `known` is k, `clock` is t. */
export function warningsSql(rule: Rule, asked: WarningsView & Stated): Sql {
  const view = decided(asked)
  return unsuppressedSql(rule, view, judgedSql(rule, view, foundSql(rule, view)))
}

/** When each warning was raised and withdrawn up to `known`: rows of `LedgerRow`. */
export function ledgerSql(rule: Rule, asked: VersionsView & Stated): Sql {
  const view = decided(asked)
  const found = kindOf(rule).ledgerSql(rule, judged(rule, view))
  return unsuppressedLedgerSql(rule, view, judgedLedgerSql(rule, view, found))
}

/**
 * Facts in force that the rule cannot judge, and warnings that its exceptions suppress: rows of
 * `OutcomeRow`, none when it can judge everything and nothing is excepted.
 */
export function outcomesSql(rule: Rule, asked: WarningsView & Stated): Sql {
  const view = decided(asked)
  const outcomes = kindOf(rule).outcomesSql?.(rule, judged(rule, view)) ?? NO_OUTCOMES
  const suppressed = suppressedSql(rule, view, judgedSql(rule, view, foundSql(rule, view)))
  if (suppressed === null) return outcomes
  return sql`
SELECT outcome, code, facts, sample FROM (${outcomes})
UNION ALL
SELECT outcome, code, facts, sample FROM (${suppressed})`
}

/**
 * What sources state, in numbers: the warnings that are not raised because nobody feeds what the
 * duty waits for, and those that stand on types of which nobody states anything. Rows of
 * `FeedOutcomeRow`; null for rules that wait for nothing.
 */
export function ruleFeedOutcomesSql(rule: Rule, asked: WarningsView & Stated): Sql | null {
  const view = decided(asked)
  return feedOutcomesSql(rule, view, foundSql(rule, view))
}

/**
 * The warnings that are not raised because nobody feeds what the duty waits for: rows of
 * `NotJudgedRow`. Null where all duties are judged.
 */
export function notJudgedWarningsSql(rule: Rule, asked: WarningsView & Stated): Sql | null {
  const view = decided(asked)
  return notJudgedSql(rule, view, foundSql(rule, view))
}

/**
 * The duties that wait for a notice of holidays: rows of `UndatedDutyRow`. Null for rules that
 * count no working days.
 */
export function undatedDutiesSql(rule: Rule, view: WarningsView & Stated): Sql | null {
  const days = byWorkingDays(rule)
  return days === null ? null : days.undatedSql(rule, judged(rule, view))
}

/** All for which the rule's condition holds. */
function foundSql(rule: Rule, view: WarningsView & Noticed): Sql {
  return kindOf(rule).warningsSql(rule, judged(rule, view))
}

/**
 * What `ledgerSql` leaves out: rows of `OutcomeRow`, counted by anchors. Null for kinds that leave
 * nothing out.
 */
export function ledgerOutcomesSql(rule: Rule, view: VersionsView): Sql | null {
  return kindOf(rule).ledgerOutcomesSql?.(rule, judged(rule, view)) ?? null
}

/**
 * Rows of `subject_id` and `passes_at`: subjects, or groups for a rule that reaches groups, of
 * which a warning may have come into being because the clock moved from one instant to a later one,
 * and from which second on the first may. Null for rules that do not depend on the clock, and for
 * those that are judged on snapshots (`passesSnapshot`).
 */
export function newlyDueSubjectsSql(
  rule: Rule,
  view: VersionsView & Noticed,
  clock: ClockSpan,
): Sql | null {
  const kind = kindOf(rule)
  if (kind.judged === 'snapshots' || kind.onClock === null) return null
  return kind.onClock.newlyDueSql(rule, judged(rule, view), clock)
}

/** With who decides, which everything that looks at facts as known needs. */
function decided<View extends VersionsView & Stated>(view: View): View {
  return { ...view, known: { ...view.known, authorities: view.authorities } }
}

/** With what the statements that read facts need to know of the rule. */
function judged<View extends VersionsView>(rule: Rule, view: View): View {
  return { ...view, rule_facts: ruleFactsOf(rule, selectionsOf(rule)) }
}

/** Whatever the facts, they can be counted. */
const NO_OUTCOMES = sql`
SELECT '' AS outcome, '' AS code, toUInt64(0) AS facts, emptyArrayString() AS sample
WHERE 0`
