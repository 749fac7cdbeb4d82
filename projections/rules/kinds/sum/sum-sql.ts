import { amountProblemSql, amountSql, amountUsableSql } from '#/rules/amount.ts'
import { selectionSql } from '#/rules/filter-sql.ts'
import type { SumRule } from '#/rules/rule.ts'
import { inForceSql, type VersionsView } from '#/rules/versions-sql.ts'
import { OUTCOME_SAMPLE_MAX } from '#/rules/warning-sql.ts'
import type { WindowSums } from '#/rules/window-sums/facts-sql.ts'
import { windowSumsLedgerOutcomesSql, windowSumsLedgerSql } from '#/rules/window-sums/ledger-sql.ts'
import { windowSumsWarningsSql } from '#/rules/window-sums/warnings-sql.ts'

/** A sum rule in SQL: one sum over a window, of the amounts. */

export function sumWarningsSql(rule: SumRule, view: VersionsView): string {
  return windowSumsWarningsSql(sumsOf(rule), view)
}

export function sumLedgerSql(rule: SumRule, view: VersionsView): string {
  return windowSumsLedgerSql(sumsOf(rule), view)
}

export function sumLedgerOutcomesSql(rule: SumRule, view: VersionsView): string {
  return windowSumsLedgerOutcomesSql(sumsOf(rule), view)
}

/** Selected facts that were not added up: without an amount, or with one that is no whole number within the limit. */
export function sumOutcomesSql(rule: SumRule, view: VersionsView): string {
  const { of, amount } = rule.parameters
  const condition = `${selectionSql(of)} AND NOT ${amountUsableSql(amount)}`
  const code = amountProblemSql(amount)
  return `
SELECT 'insufficient_data' AS outcome, code, count() AS facts,
  groupArray(${OUTCOME_SAMPLE_MAX})(toString(fact_id)) AS sample
FROM (${inForceSql(view, { condition, extra: { code } })})
GROUP BY code`
}

function sumsOf(rule: SumRule): WindowSums {
  const { of, amount, at_least, window_seconds } = rule.parameters
  return {
    rule,
    window_seconds,
    condition: `${selectionSql(of)} AND ${amountUsableSql(amount)}`,
    parts: [{ amount: amountSql(amount), at_least }],
  }
}
