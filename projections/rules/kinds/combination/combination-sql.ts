import { selectionSql } from '#/rules/facts/filter-sql.ts'
import type { CombinationRule } from '#/rules/kinds/combination/parameters.ts'
import type { VersionsView } from '#/rules/facts/versions-sql.ts'
import type { WindowSums } from '#/rules/statements/window-sums/facts-sql.ts'
import {
  windowSumsLedgerOutcomesSql,
  windowSumsLedgerSql,
} from '#/rules/statements/window-sums/ledger-sql.ts'
import { windowSumsWarningsSql } from '#/rules/statements/window-sums/warnings-sql.ts'
import { joined, sql, type Sql } from '#/sql.ts'

/**
 * A combination in SQL: for each condition a sum over the window, to which its facts add one each.
 */

/** `W` of a combination: the instants at which each condition has facts enough in the window. */
export function combinationWarningsSql(rule: CombinationRule, view: VersionsView): Sql {
  return windowSumsWarningsSql(sumsOf(rule), view)
}

/**
 * When each warning of a combination stood: one count for each condition, at each point of
 * knowing.
 */
export function combinationLedgerSql(rule: CombinationRule, view: VersionsView): Sql {
  return windowSumsLedgerSql(sumsOf(rule), view)
}

/** Anchors of a combination that its ledger leaves out, because there are too many facts. */
export function combinationLedgerOutcomesSql(rule: CombinationRule, view: VersionsView): Sql {
  return windowSumsLedgerOutcomesSql(sumsOf(rule), view)
}

function sumsOf(rule: CombinationRule): WindowSums {
  const { conditions, window_seconds } = rule.parameters
  const selected = conditions.map(({ of }) => sql`(${selectionSql(of)})`)
  return {
    rule,
    window_seconds,
    condition: sql`(${joined(selected, ' OR ')})`,
    parts: conditions.map(({ of, at_least }) => ({
      amount: sql`toInt64((${selectionSql(of)}))`,
      at_least,
    })),
  }
}
