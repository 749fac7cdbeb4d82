import { amountProblemSql, amountSql, amountUsableSql } from '#/rules/facts/amount.ts'
import { selectionSql } from '#/rules/facts/filter-sql.ts'
import type { SumRule } from '#/rules/kinds/sum/parameters.ts'
import { factsInForceSql, type VersionsView } from '#/rules/facts/versions-sql.ts'
import { sampleSql } from '#/rules/statements/warning-sql.ts'
import type { WindowSums } from '#/rules/statements/window-sums/facts-sql.ts'
import {
  windowSumsLedgerOutcomesSql,
  windowSumsLedgerSql,
} from '#/rules/statements/window-sums/ledger-sql.ts'
import { windowSumsWarningsSql } from '#/rules/statements/window-sums/warnings-sql.ts'
import { sql, stepSql, type Sql } from '#/sql.ts'

/** A sum rule in SQL: one sum over a window, of the amounts. */

/** `W` of a sum rule: the instants at which the amounts in the window reach the sum. */
export function sumWarningsSql(rule: SumRule, view: VersionsView): Sql {
  return windowSumsWarningsSql(sumsOf(rule), view)
}

/** When each warning of a sum rule stood: one sum of amounts, at each point of knowing. */
export function sumLedgerSql(rule: SumRule, view: VersionsView): Sql {
  return windowSumsLedgerSql(sumsOf(rule), view)
}

/** Anchors of a sum rule that its ledger leaves out, because there are too many facts. */
export function sumLedgerOutcomesSql(rule: SumRule, view: VersionsView): Sql {
  return windowSumsLedgerOutcomesSql(sumsOf(rule), view)
}

/**
 * Selected facts that were not added up: without an amount, or with one that is no whole number
 * within the limit.
 */
export function sumOutcomesSql(rule: SumRule, view: VersionsView): Sql {
  const { of, amount } = rule.parameters
  const condition = sql`${selectionSql(of)} AND NOT ${amountUsableSql(amount)}`
  const code = amountProblemSql(amount)
  return stepSql(
    'outcomes',
    'facts without an amount that can be added up, by the reason, counted',
    sql`
SELECT 'insufficient_data' AS outcome, code, count() AS facts,
  ${sampleSql(sql`toString(fact_id)`)}
FROM (${factsInForceSql(view, { condition, extra: { code } })})
GROUP BY code`,
  )
}

function sumsOf(rule: SumRule): WindowSums {
  const { of, amount, at_least, window_seconds } = rule.parameters
  return {
    rule,
    window_seconds,
    condition: sql`${selectionSql(of)} AND ${amountUsableSql(amount)}`,
    parts: [{ amount: amountSql(amount), at_least }],
  }
}
