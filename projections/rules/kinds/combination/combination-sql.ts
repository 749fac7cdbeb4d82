import { selectionSql } from '#/rules/filter-sql.ts'
import type { CombinationRule } from '#/rules/rule.ts'
import type { VersionsView } from '#/rules/versions-sql.ts'
import type { WindowSums } from '#/rules/window-sums/facts-sql.ts'
import { windowSumsLedgerOutcomesSql, windowSumsLedgerSql } from '#/rules/window-sums/ledger-sql.ts'
import { windowSumsWarningsSql } from '#/rules/window-sums/warnings-sql.ts'

/** A combination in SQL: for each condition a sum over the window, to which its facts add one each. */

export function combinationWarningsSql(rule: CombinationRule, view: VersionsView): string {
  return windowSumsWarningsSql(sumsOf(rule), view)
}

export function combinationLedgerSql(rule: CombinationRule, view: VersionsView): string {
  return windowSumsLedgerSql(sumsOf(rule), view)
}

export function combinationLedgerOutcomesSql(rule: CombinationRule, view: VersionsView): string {
  return windowSumsLedgerOutcomesSql(sumsOf(rule), view)
}

function sumsOf(rule: CombinationRule): WindowSums {
  const { conditions, window_seconds } = rule.parameters
  const selected = conditions.map(({ of }) => `(${selectionSql(of)})`)
  return {
    rule,
    window_seconds,
    condition: `(${selected.join(' OR ')})`,
    parts: conditions.map(({ at_least }, index) => ({ amount: `toInt64(${selected[index]})`, at_least })),
  }
}
