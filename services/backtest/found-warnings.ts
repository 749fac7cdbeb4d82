import { knownOf, type BacktestScope } from '@jianwei/projections/backtest/backtest-scope.ts'
import { factsOfTypesSql } from '@jianwei/projections/backtest/history-by-subject.ts'
import {
  historyInProcess,
  isInProcess,
  type PassPiece,
  type SubjectFinding,
} from '@jianwei/projections/backtest/history-in-process.ts'
import type { BacktestEngine } from '@jianwei/projections/backtest/result.ts'
import {
  HINDSIGHT_TABLE,
  hindsightTableSql,
  LEDGER_TABLE,
  ledgerTableSql,
} from '@jianwei/projections/backtest/warnings-table-sql.ts'
import { aboutRule } from '@jianwei/projections/evaluation/queries.ts'
import { instantFromMs } from '@jianwei/events/instant.ts'
import type { FoundInterval } from '@jianwei/projections/backtest/subject-pass.ts'
import {
  compareKnownAt,
  type KnownAt,
} from '@jianwei/projections/rules/evaluator/ledger/known-at.ts'
import type { OrderOfKnowing } from '@jianwei/projections/rules/facts/knowledge-points.ts'
import {
  SCOPE_SUBJECTS_MAX,
  type RuleScope,
} from '@jianwei/projections/rules/facts/versions-sql.ts'
import { watchedTypes, type FactRule, type Rule } from '@jianwei/projections/rules/rule.ts'
import type { Sql } from '@jianwei/projections/sql.ts'
import { subjectThreads } from '#/backtest/pass-threads.ts'
import {
  BACKTEST_WARNINGS_MAX,
  rowOf,
  type Filling,
  type QueryContext,
  type ScratchTables,
} from '#/backtest/scratch-tables.ts'

/*
 * What finds the warnings of a backtest. Statements in the warehouse do it rule by rule; the
 * process does it for the rule and the one it is compared with in one pass over the facts, the
 * ledger and hindsight together. Both make tables with the same rows.
 */

/**
 * Facts of the rules' types up to which the process finds their warnings when nobody says what
 * should. It plans nothing, which is most of what a statement over few facts costs; over many the
 * statements take less of the processor (`npm run bench:rules`).
 */
export const PROCESS_FACTS_MAX = 20_000

/** The name of the table of what hindsight finds. */
export const HINDSIGHT_ROWS = 'hindsight_found'

/** Where the warnings of a rule are. */
export type FoundWarnings =
  | { readonly engine: 'sql' }
  | {
      readonly engine: 'process'
      readonly ledger: Sql
      /** Null where it was not asked for. */
      readonly hindsight: Sql | null
      /** Subjects that were left to the statements. */
      readonly left: readonly RuleScope[]
    }

interface FindingAsked {
  readonly rule: Rule
  readonly against: Rule | null
  readonly view: BacktestScope
  readonly engine: BacktestEngine | null
  /** Whether what the rule finds at the end is wanted too. */
  readonly hindsight: boolean
  /** Versions of one subject that the process holds, where it is not the usual number. */
  readonly versions_max?: number | undefined
  /** From 0 to 1. */
  readonly onProgress: (done: number) => void
}

/** Throws BacktestRefused for more warnings than a backtest takes. */
export async function findWarnings(
  context: QueryContext,
  scratch: ScratchTables,
  asked: FindingAsked,
): Promise<{ readonly here: FoundWarnings; readonly there: FoundWarnings }> {
  const { rule, against, view, engine } = asked
  const sides: Side[] = []
  const sideOf = async (name: string, of: Rule | null, hindsight: boolean): Promise<void> => {
    if (of === null || !isInProcess(of)) return
    sides.push(await openSide(scratch, name, of, hindsight))
  }
  const rules = [rule, ...(against === null ? [] : [against])].filter(isInProcess)
  const facts = engine === 'sql' ? 0 : await factsOf(context, rules, view)
  if (engine !== 'sql' && (engine === 'process' || facts <= PROCESS_FACTS_MAX)) {
    await sideOf('here', rule, asked.hindsight)
    await sideOf('there', against, false)
  }
  if (sides.length > 0) await pass(context, asked, sides, facts)
  const found = (name: string): FoundWarnings => {
    const side = sides.find((one) => one.name === name)
    if (side === undefined) return { engine: 'sql' }
    const { ledger, hindsight, left } = side
    return { engine: 'process', ledger: ledger.table, hindsight: hindsight?.table ?? null, left }
  }
  return { here: found('here'), there: found('there') }
}

interface Side {
  readonly name: string
  readonly rule: FactRule
  readonly ledger: Filling
  readonly hindsight: Filling | null
  readonly left: RuleScope[]
}

async function openSide(
  scratch: ScratchTables,
  name: string,
  rule: FactRule,
  hindsight: boolean,
): Promise<Side> {
  const { columns, names } = LEDGER_TABLE
  const max = BACKTEST_WARNINGS_MAX
  return {
    name,
    rule,
    ledger: await scratch.fill(`${name}_ledger`, columns, names, max),
    hindsight: hindsight
      ? await scratch.fill(HINDSIGHT_ROWS, HINDSIGHT_TABLE.columns, HINDSIGHT_TABLE.names, max)
      : null,
    left: [],
  }
}

async function factsOf(
  context: QueryContext,
  rules: readonly Rule[],
  { head }: BacktestScope,
): Promise<number> {
  const types = [...new Set(rules.flatMap(watchedTypes))]
  if (types.length === 0) return 0
  const { facts } = await rowOf<{ readonly facts: string }>(
    context,
    'facts',
    factsOfTypesSql(types, head),
  )
  return Number(facts)
}

async function pass(
  context: QueryContext,
  { view, versions_max, onProgress }: FindingAsked,
  sides: readonly Side[],
  facts: number,
): Promise<void> {
  const { warehouse, lane, signal, threads } = context
  const pieces = historyInProcess(
    warehouse,
    {
      rules: [...new Set(sides.map(({ rule }) => rule))],
      known: knownOf(view),
      stated: view,
      ledger: true,
      standing_at: sides.some(({ hindsight }) => hindsight !== null) ? view.last_known_at : null,
      options: { purpose: 'backtest:history', lane, signal },
      threads: subjectThreads(threads ?? 1),
      versions_max,
      onProgress,
    },
    facts,
  )
  const left = new Map<Side, string[]>(sides.map((side) => [side, []]))
  for await (const piece of pieces) {
    for (const side of sides) {
      await addFindings(side, piece, view.by)
      for (const { subject_id, rules } of piece.left)
        if (rules.includes(side.rule)) left.get(side)?.push(subject_id)
    }
  }
  for (const [side, subjects] of left) {
    await addLeft(side, subjects, view)
    await side.ledger.end()
    await side.hindsight?.end()
  }
}

async function addFindings(
  { rule, ledger, hindsight }: Side,
  { findings }: PassPiece,
  by: OrderOfKnowing,
): Promise<void> {
  for (const finding of findings) {
    if (finding.rule !== rule) continue
    const { subject_id, standing } = finding
    for (const row of ledgerRows(finding, by)) await ledger.add(row)
    if (hindsight === null) continue
    for (const { anchor, anchor_at, evidence } of standing)
      await hindsight.add([subject_id, anchor, anchor_at, evidence])
  }
}

/** One row for each anchor: when it was first raised and last withdrawn. */
function ledgerRows({ subject_id, ledger }: SubjectFinding, by: OrderOfKnowing): unknown[][] {
  return [...Map.groupBy(ledger, ({ warning }) => warning.anchor)].map(([anchor, intervals]) => {
    const [first, ...others] = intervals.toSorted((a, b) => compareKnownAt(a.raised, b.raised))
    if (first === undefined) throw new TypeError('a group is never empty')
    const { anchor_at, evidence } = first.warning
    const withdrawn = lastWithdrawn([first, ...others])
    const standing = intervals.filter((one) => one.withdrawn === null).length
    const point = (at: KnownAt): unknown[] => [
      by === 'source' ? instantFromMs(at.ms) : '',
      at.position,
    ]
    return [
      subject_id,
      anchor,
      anchor_at,
      evidence,
      point(first.raised),
      withdrawn === null ? ['', 0] : point(withdrawn),
      standing,
    ]
  })
}

function lastWithdrawn(intervals: readonly FoundInterval[]): KnownAt | null {
  let last: KnownAt | null = null
  for (const { withdrawn } of intervals)
    if (withdrawn !== null && (last === null || compareKnownAt(withdrawn, last) > 0))
      last = withdrawn
  return last
}

async function addLeft(
  side: Side,
  subjects: readonly string[],
  view: BacktestScope,
): Promise<void> {
  const { rule, ledger, hindsight, left } = side
  for (let from = 0; from < subjects.length; from += SCOPE_SUBJECTS_MAX) {
    const subject_ids = subjects.slice(from, from + SCOPE_SUBJECTS_MAX)
    const scope: RuleScope = { of: 'subjects', subject_ids }
    left.push(scope)
    const max = BACKTEST_WARNINGS_MAX
    await ledger.addFrom(ledgerTableSql(rule, view, max, scope), aboutRule(rule, 'ledger'))
    await hindsight?.addFrom(hindsightTableSql(rule, view, max, scope), aboutRule(rule, 'warnings'))
  }
}
