import { knownOf, type BacktestView, type Span } from '@jianwei/projections/backtest/backtest-view.ts'
import type { NotJudged, RuleNames, Volume } from '@jianwei/projections/backtest/result.ts'
import { totalsSql, type TotalsRow } from '@jianwei/projections/backtest/volume-sql.ts'
import {
  hindsightTableSql,
  hindsightWarningsTableSql,
  ledgerTableSql,
  warningsTableSql,
  type LabelledBy,
} from '@jianwei/projections/backtest/warnings-table-sql.ts'
import { ledgerOutcomesSql, outcomesSql } from '@jianwei/projections/rules/compile.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import type { OutcomeRow } from '@jianwei/projections/rules/warning-sql.ts'
import { BACKTEST_WARNINGS_MAX, rowOf, rowsOf, type Asking, type ScratchTables } from '#/backtest/scratch-tables.ts'
import { volumeOf } from '#/backtest/volume.ts'

/** Makes the table of the rule's warnings as they would have become known. */
export async function makeWarnings(
  scratch: ScratchTables,
  name: string,
  rule: Rule,
  view: BacktestView,
  labelled: LabelledBy | null,
): Promise<string> {
  const ledger = await scratch.make(
    `${name}_ledger`,
    ledgerTableSql(rule, view, BACKTEST_WARNINGS_MAX),
    BACKTEST_WARNINGS_MAX,
  )
  const warnings = await scratch.make(
    `${name}_warnings`,
    warningsTableSql(ledger, view, labelled),
    BACKTEST_WARNINGS_MAX,
  )
  await scratch.drop(ledger)
  return warnings
}

/** Makes the table of the warnings that knowing everything would have given. */
export async function makeHindsight(
  scratch: ScratchTables,
  rule: Rule,
  view: BacktestView,
  labelled: LabelledBy,
): Promise<string> {
  const found = await scratch.make(
    'hindsight_found',
    hindsightTableSql(rule, view, BACKTEST_WARNINGS_MAX),
    BACKTEST_WARNINGS_MAX,
  )
  const warnings = await scratch.make('hindsight', hindsightWarningsTableSql(found, labelled), BACKTEST_WARNINGS_MAX)
  await scratch.drop(found)
  return warnings
}

export interface RuleSide {
  readonly rule: RuleNames
  readonly volume: Volume
  readonly not_judged: NotJudged[]
}

/** What the rule would have said in the span, and what it could not judge. */
export async function sideOf(
  asking: Asking,
  rule: Rule,
  warnings: string,
  view: BacktestView,
  span: Span,
): Promise<RuleSide> {
  const totals = await rowOf<TotalsRow>(asking, 'totals', totalsSql(warnings, span))
  return {
    rule: namesOf(rule),
    volume: await volumeOf(asking, rule, warnings, span, totals),
    not_judged: await notJudged(asking, rule, view),
  }
}

function namesOf(rule: Rule): RuleNames {
  const { id, version, content_hash, kind, level, title } = rule
  return { rule_id: id, rule_version: version, content_hash, kind, level, title: { en: title.en, zh: title.zh } }
}

async function notJudged(asking: Asking, rule: Rule, view: BacktestView): Promise<NotJudged[]> {
  const everything = { scope: { of: 'everything' }, known: knownOf(view) } as const
  const ofLedger = ledgerOutcomesSql(rule, everything)
  const statements = [
    outcomesSql(rule, { ...everything, clock: view.last_known_at }),
    ...(ofLedger === null ? [] : [ofLedger]),
  ]
  const found: NotJudged[] = []
  for (const sql of statements) {
    for (const { outcome, code, facts } of await rowsOf<OutcomeRow>(asking, 'not-judged', sql))
      if (Number(facts) > 0) found.push({ outcome, code, facts: Number(facts) })
  }
  // The codes of one outcome differ.
  return found.sort((a, b) => (`${a.outcome} ${a.code}` < `${b.outcome} ${b.code}` ? -1 : 1))
}
