import { derivedId } from '@jianwei/events/identity.ts'
import { EARLIEST, instantFromMs, LATEST, type Instant } from '@jianwei/events/instant.ts'
import type { BacktestScope, Span } from '@jianwei/projections/backtest/backtest-scope.ts'
import type { Outcome } from '@jianwei/projections/backtest/outcome.ts'
import {
  coverageOfOutcomeSql,
  coverageOfTypesSql,
  lastKnownSql,
  outcomesTableSql,
  reportingDelaySql,
  type CoverageRow,
  type ReportingDelayRow,
} from '@jianwei/projections/backtest/outcomes-table-sql.ts'
import { subjectsTableSql, type SeenBy } from '@jianwei/projections/backtest/population-sql.ts'
import type { BacktestEngine, BacktestResult } from '@jianwei/projections/backtest/result.ts'
import type { LabelledBy } from '@jianwei/projections/backtest/warnings-table-sql.ts'
import { canonicalJson } from '@jianwei/projections/rules/language/canonical-json.ts'
import type { OrderOfKnowing } from '@jianwei/projections/rules/facts/knowledge-points.ts'
import { dependsOnClock, watchedTypes, type Rule } from '@jianwei/projections/rules/rule.ts'
import { everStated } from '@jianwei/projections/authorities/stated.ts'
import { rowsInScratchTable } from '@jianwei/projections/scratch-tables.ts'
import { FieldsKept } from '@jianwei/projections/evaluation/fields-kept.ts'
import { findWarnings, type FoundWarnings } from '#/backtest/found-warnings.ts'
import { differenceOf } from '#/backtest/difference.ts'
import { clusteredShare } from '#/backtest/measures.ts'
import { meaningOf } from '#/backtest/meaning.ts'
import {
  measurePopulation,
  measuresOf,
  randomMeasures,
  type MeasuredPopulation,
} from '#/backtest/outcome-measures.ts'
import { coverageOf, outcomeSpan, spanOf, type Coverage } from '#/backtest/period.ts'
import { rounded } from '#/backtest/rounded.ts'
import {
  BACKTEST_ROWS_MAX,
  rowOf,
  ScratchTables,
  type QueryContext,
} from '#/backtest/scratch-tables.ts'
import { makeHindsight, makeWarnings, sideOf } from '#/backtest/warnings-of-rule.ts'
import type { Sql } from '@jianwei/projections/sql.ts'

/*
 * One backtest, in steps:
 *
 *  1. see how far the data go, in the order of knowing, up to the head of the log;
 *  2. make the tables: outcomes and subjects (with an outcome), the warnings of the rule and of the
 *     one it is compared with, each with what became of it, and hindsight's;
 *  3. sum over them, and turn the sums into shares with their intervals.
 *
 * Nothing reads the clock or chance, and every sum is one of whole numbers: the same log, rule and
 * options give the same bytes.
 */

export interface BacktestOptions {
  readonly rule: Rule
  readonly against: Rule | null
  readonly outcome: Outcome | null
  readonly by: OrderOfKnowing
  /**
   * Warnings that became known from here on; null: from the first fact on that the rule or the
   * outcome looks at.
   */
  readonly from: Instant | null
  /**
   * And before this; null: up to the last of them, or as far as time went where time alone can
   * warn.
   */
  readonly to: Instant | null
  /** What finds the warnings; null: chosen by size. Rules that are not about subjects stay SQL. */
  readonly engine: BacktestEngine | null
}

export interface BacktestContext extends QueryContext {
  /** Names the scratch tables: small letters and digits, of this run alone. */
  readonly key: string
  /** The log's position up to which the warehouse is complete. */
  readonly head: number
  /** From 0 to 1. */
  readonly onProgress: (done: number) => void
  /** Told where tables cannot be dropped at the end; what is left out throws. */
  readonly onLeft?: (error: unknown) => void
  /** Versions of one subject that the process holds, where it is not the usual number. */
  readonly versions_max?: number
}

export interface FinishedBacktest extends AsyncDisposable {
  readonly result: BacktestResult
  /** A table of the warnings (`warnings-table-sql.ts`), until this is disposed. */
  readonly warnings: Sql
  /** Its name, by which it can be dropped too, and how many rows it has. */
  readonly table: string
  readonly rows: number
  readonly span: Span
}

/**
 * Throws BacktestRefused for an empty period or too much to hold, QueryAborted when the signal
 * fires.
 */
export async function runBacktest(
  options: BacktestOptions,
  context: BacktestContext,
): Promise<FinishedBacktest> {
  const { rule, against, outcome, by } = options
  const { step, within } = stepper(options, context)
  await using scratch = new ScratchTables(context, context.key, context.onLeft)
  const coverage = async (name: string, sql: Sql) =>
    coverageOf(await rowOf<CoverageRow>(context, name, sql))

  const fields = new FieldsKept(context.warehouse, () => performance.now())
  await fields.follow(against === null ? [rule] : [rule, against])
  const { head } = context
  const last = await coverage('last-known', lastKnownSql({ by, head }))
  const stated = await everStated(context.warehouse, {
    purpose: 'backtest:statements',
    lane: context.lane,
    signal: context.signal,
  })
  const view: BacktestScope = {
    by,
    head,
    last_known_at: instantFromMs(last.last_ms),
    ...stated,
  }
  const types = watchedTypes(rule)
  const watched = await coverage('watched', coverageOfTypesSql(types, view))
  const told =
    outcome === null ? null : await coverage('told', coverageOfOutcomeSql(outcome, types, view))
  // Time alone can warn after the last fact.
  const clock_ms = dependsOnClock(rule) ? last.last_ms : null
  const span = spanOf(options, told === null ? [watched] : [watched, told], clock_ms)
  step()

  const looked =
    outcome === null || told === null
      ? null
      : await lookAtOutcome(context, scratch, { rule, outcome, told, view, span })
  step()
  const found = await findWarnings(context, scratch, {
    rule,
    against,
    view,
    engine: options.engine,
    hindsight: looked !== null,
    versions_max: context.versions_max,
    onProgress: within,
  })
  const label = looked?.labelled ?? null
  const warnings = await makeWarnings(scratch, 'here', rule, view, label, found.here)
  step()
  const here = await sideOf(context, rule, warnings, view, span, found.here)
  step()

  const report =
    looked === null
      ? null
      : await outcomeReport(context, scratch, {
          options,
          view,
          warnings,
          looked,
          step,
          found: found.here,
        })

  let compared: BacktestResult['against'] = null
  if (against !== null) {
    const there = await makeWarnings(scratch, 'there', against, view, label, found.there)
    step()
    const tables = { here: warnings, there }
    compared = {
      ...(await sideOf(context, against, there, view, span, found.there)),
      measures: looked === null ? null : await measuresOf(context, there, looked.measured),
      warnings: await differenceOf(context, tables, span, 'warning'),
      subjects: await differenceOf(context, tables, span, 'subject'),
    }
    step()
    await scratch.drop(there)
  }

  const inputs = inputsOf(options, head)
  const rows = await rowsInScratchTable(context.warehouse, warnings, {
    purpose: 'backtest:rows',
    lane: context.lane,
    signal: context.signal,
  })
  const kept = scratch.keep(warnings)
  return {
    result: {
      inputs_hash: derivedId('backtest', canonicalJson(inputs)),
      inputs,
      rule: here.rule,
      period: { from: instantFromMs(span.from_ms), to: instantFromMs(span.to_ms) },
      volume: here.volume,
      not_judged: here.not_judged,
      feed_outcomes: here.feed_outcomes,
      outcome: report,
      against: compared,
    },
    warnings,
    table: kept.name,
    rows,
    span,
    [Symbol.asyncDispose]: () => kept[Symbol.asyncDispose](),
  }
}

interface LookedAt {
  readonly outcome: Outcome
  readonly told: Coverage
  readonly labelled: LabelledBy
  readonly measured: MeasuredPopulation
}

async function lookAtOutcome(
  context: BacktestContext,
  scratch: ScratchTables,
  asked: {
    readonly rule: Rule
    readonly outcome: Outcome
    readonly told: Coverage
    readonly view: BacktestScope
    readonly span: Span
  },
): Promise<LookedAt> {
  const { rule, outcome, told, view, span } = asked
  const outcomes = await scratch.make(
    'outcomes',
    outcomesTableSql(outcome, view, BACKTEST_ROWS_MAX),
    BACKTEST_ROWS_MAX,
  )
  const subjects = await makeSubjects(scratch, 'knowing', rule, outcome, view)
  const weeks = outcomeSpan(outcome, told, span, rule.utc_offset_seconds)
  const measured = await measurePopulation(context, { outcome, outcomes, subjects, ...weeks }, span)
  const told_until_second = Math.floor(told.last_ms / 1_000)
  return {
    outcome,
    told,
    labelled: { outcome, table: outcomes, subjects, told_until_second },
    measured,
  }
}

/** Who could have the outcome when. */
async function makeSubjects(
  scratch: ScratchTables,
  seenBy: SeenBy,
  rule: Rule,
  outcome: Outcome,
  view: BacktestScope,
): Promise<Sql> {
  const sql = subjectsTableSql(rule, outcome, view, seenBy, BACKTEST_ROWS_MAX)
  return scratch.make(`subjects_by_${seenBy}`, sql, BACKTEST_ROWS_MAX)
}

async function outcomeReport(
  context: BacktestContext,
  scratch: ScratchTables,
  parts: {
    readonly options: BacktestOptions
    readonly view: BacktestScope
    readonly warnings: Sql
    readonly looked: LookedAt
    readonly step: () => void
    readonly found: FoundWarnings
  },
): Promise<BacktestResult['outcome']> {
  const { options, view, warnings, looked, step, found } = parts
  const { outcome, told, labelled, measured } = looked
  const ledger = await measuresOf(context, warnings, measured)
  step()
  const subjects = await makeSubjects(scratch, 'occurrence', options.rule, outcome, view)
  const hindsight = await makeHindsight(
    scratch,
    options.rule,
    view,
    { ...labelled, subjects },
    found,
  )
  await scratch.drop(subjects)
  // An anchor may lie before anything was known, or after everything: some facts are told of before
  // they happen.
  const from_ms = options.from === null ? Date.parse(EARLIEST) : measured.span.from_ms
  const to_ms = options.to === null ? Date.parse(LATEST) : measured.span.to_ms
  const anchored = { ...measured, span: { from_ms, to_ms } }
  const hindsightMeasures = await measuresOf(context, hindsight, anchored)
  await scratch.drop(hindsight)
  step()
  const random = await randomMeasures(context, warnings, measured, ledger)
  const { delays } = await rowOf<ReportingDelayRow>(
    context,
    'delay',
    reportingDelaySql(outcome, view),
  )
  const [median, p90] = delays.map((seconds) => rounded(Number(seconds) / 86_400))
  step()
  return {
    definition: outcome,
    data_from: instantFromMs(told.first_ms),
    data_until: instantFromMs(told.last_ms),
    reporting_delay_days: { median: median ?? 0, p90: p90 ?? 0 },
    population: {
      seen_within_days:
        outcome.form === 'within' ? rounded(outcome.seen_within_seconds / 86_400) : null,
    },
    base_rate: clusteredShare(measured.base),
    ledger,
    hindsight: hindsightMeasures,
    random,
    meaning: meaningOf(outcome),
  }
}

function inputsOf(
  { rule, against, outcome, by, from, to, engine }: BacktestOptions,
  head: number,
): BacktestResult['inputs'] {
  const nameOf = ({ id, version, content_hash }: Rule) => ({ id, version, content_hash })
  return {
    head_position: head,
    by,
    rule: nameOf(rule),
    against: against === null ? null : nameOf(against),
    outcome,
    from,
    to,
    engine,
  }
}

/**
 * Counts the steps that a backtest with these options takes; `within` tells how far one of them is.
 */
function stepper(
  { outcome, against }: BacktestOptions,
  { onProgress }: BacktestContext,
): { readonly step: () => void; readonly within: (share: number) => void } {
  const steps = 4 + (outcome === null ? 0 : 3) + (against === null ? 0 : 2)
  let done = 0
  return {
    step: () => onProgress(++done / steps),
    within: (share) => onProgress((done + share) / steps),
  }
}
