import {
  knownOf,
  type BacktestScope,
  type Span,
} from '@jianwei/projections/backtest/backtest-scope.ts'
import type {
  FeedOutcome,
  NotJudged,
  RuleNames,
  Volume,
} from '@jianwei/projections/backtest/result.ts'
import { totalsSql, type TotalsRow } from '@jianwei/projections/backtest/volume-sql.ts'
import {
  hindsightTableSql,
  hindsightWarningsTableSql,
  ledgerTableSql,
  warningsTableSql,
  type LabelledBy,
} from '@jianwei/projections/backtest/warnings-table-sql.ts'
import { aboutRule } from '@jianwei/projections/evaluation/queries.ts'
import {
  ledgerOutcomesSql,
  outcomesSql,
  ruleFeedOutcomesSql,
} from '@jianwei/projections/rules/compiler/compile.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import type {
  FeedOutcomeRow,
  OutcomeRow,
} from '@jianwei/projections/rules/statements/warning-sql.ts'
import { HINDSIGHT_ROWS, type FoundWarnings } from '#/backtest/found-warnings.ts'
import {
  BACKTEST_WARNINGS_MAX,
  rowOf,
  rowsOf,
  type QueryContext,
  type ScratchTables,
} from '#/backtest/scratch-tables.ts'
import { volumeOf } from '#/backtest/volume.ts'
import type { Sql } from '@jianwei/projections/sql.ts'

/** Makes the table of the rule's warnings as they would have become known. */
export async function makeWarnings(
  scratch: ScratchTables,
  name: string,
  rule: Rule,
  view: BacktestScope,
  labelled: LabelledBy | null,
  found: FoundWarnings,
): Promise<Sql> {
  const ledger =
    found.engine === 'process'
      ? found.ledger
      : await scratch.make(
          `${name}_ledger`,
          ledgerTableSql(rule, view, BACKTEST_WARNINGS_MAX),
          BACKTEST_WARNINGS_MAX,
          aboutRule(rule, 'ledger'),
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
  view: BacktestScope,
  labelled: LabelledBy,
  found: FoundWarnings,
): Promise<Sql> {
  const hindsight =
    (found.engine === 'process' ? found.hindsight : null) ??
    (await scratch.make(
      HINDSIGHT_ROWS,
      hindsightTableSql(rule, view, BACKTEST_WARNINGS_MAX),
      BACKTEST_WARNINGS_MAX,
      aboutRule(rule, 'warnings'),
    ))
  const warnings = await scratch.make(
    'hindsight',
    hindsightWarningsTableSql(hindsight, labelled),
    BACKTEST_WARNINGS_MAX,
  )
  await scratch.drop(hindsight)
  return warnings
}

export interface RuleSide {
  readonly rule: RuleNames
  readonly volume: Volume
  readonly not_judged: NotJudged[]
  readonly feed_outcomes: FeedOutcome[]
}

/** What the rule would have said in the span, and what it could not judge. */
export async function sideOf(
  queryContext: QueryContext,
  rule: Rule,
  warnings: Sql,
  view: BacktestScope,
  span: Span,
  found: FoundWarnings,
): Promise<RuleSide> {
  const totals = await rowOf<TotalsRow>(queryContext, 'totals', totalsSql(warnings, span))
  return {
    rule: { ...namesOf(rule), engine: found.engine },
    volume: await volumeOf(queryContext, rule, warnings, span, totals),
    not_judged: await notJudged(queryContext, rule, view, found),
    feed_outcomes: await feedOutcomes(queryContext, rule, view),
  }
}

function namesOf(rule: Rule): Omit<RuleNames, 'engine'> {
  const { id, version, content_hash, kind, level, title } = rule
  return {
    rule_id: id,
    rule_version: version,
    content_hash,
    kind,
    level,
    title: { en: title.en, zh: title.zh },
  }
}

async function notJudged(
  queryContext: QueryContext,
  rule: Rule,
  view: BacktestScope,
  looked: FoundWarnings,
): Promise<NotJudged[]> {
  const everything = { scope: { of: 'everything' }, known: knownOf(view) } as const
  const { last_known_at: clock, statements: stated, authorities, notices } = view
  const at = { ...everything, clock, statements: stated, authorities, notices }
  const statements = [outcomesSql(rule, at)]
  // The process leaves nothing out but where statements took over.
  for (const scope of looked.engine === 'sql' ? [everything.scope] : looked.left) {
    const ofLedger = ledgerOutcomesSql(rule, { ...everything, scope })
    if (ofLedger !== null) statements.push(ofLedger)
  }
  const found: NotJudged[] = []
  for (const sql of statements) {
    for (const { outcome, code, facts } of await rowsOf<OutcomeRow>(
      queryContext,
      'not-judged',
      sql,
      aboutRule(rule, 'outcomes'),
    ))
      if (Number(facts) > 0) found.push({ outcome, code, facts: Number(facts) })
  }
  // The codes of one outcome differ.
  return found.sort((a, b) => (`${a.outcome} ${a.code}` < `${b.outcome} ${b.code}` ? -1 : 1))
}

/** Of the warnings that hold at the end of the data. */
async function feedOutcomes(
  queryContext: QueryContext,
  rule: Rule,
  view: BacktestScope,
): Promise<FeedOutcome[]> {
  const { statements, authorities, notices, last_known_at: clock } = view
  const scope = { of: 'everything' } as const
  const sql = ruleFeedOutcomesSql(rule, {
    scope,
    known: knownOf(view),
    clock,
    statements,
    authorities,
    notices,
  })
  if (sql === null) return []
  const rows = await rowsOf<FeedOutcomeRow>(
    queryContext,
    'feed-outcomes',
    sql,
    aboutRule(rule, 'outcomes'),
  )
  const named = ({ outcome, event_types, source }: FeedOutcome): string =>
    JSON.stringify([outcome, event_types, source])
  return rows
    .map(({ outcome, event_types, source, departments, warnings }) => ({
      outcome,
      event_types: [...event_types],
      source: source === '' ? null : source,
      departments: [...departments],
      warnings: Number(warnings),
    }))
    .sort((a, b) => (named(a) < named(b) ? -1 : 1))
}
