import { z } from 'zod'
import { warningIdOf } from '@jianwei/projections/rules/rule.ts'
import type { BacktestResult } from '@jianwei/projections/backtest/result.ts'
import {
  warningsPageSql,
  type BacktestWarningRow,
} from '@jianwei/projections/backtest/volume-sql.ts'
import { keyOfCursor, pageOf, type Page } from '@jianwei/projections/cursor.ts'
import type { FinishedBacktest } from '#/backtest/run-backtest.ts'
import { rowsOf, type QueryContext } from '#/backtest/scratch-tables.ts'

/** One warning of a backtest, with what became of it. */
export interface BacktestWarning {
  readonly warning_id: string
  readonly subject_id: string
  readonly anchor: string
  readonly anchor_at: string
  readonly known_at: string
  /** When it last left the ledger; null while it stands. */
  readonly withdrawn_at: string | null
  readonly evidence_count: number
  /** Null where the backtest had no outcome. */
  readonly outcome: 'true' | 'false' | 'undecided' | null
  /**
   * Whether the subject could have the outcome, so that the warning is counted; null where the
   * backtest had none.
   */
  readonly in_population: boolean | null
  /** Days from knowing to the outcome of a true warning. */
  readonly lead_days: number | null
}

const Key = z.tuple([z.int(), z.string(), z.string()])

/** A page of the warnings in the order in which they became known. Throws CursorUnreadable. */
export async function warningsPage(
  queryContext: QueryContext,
  { result, warnings, span }: Pick<FinishedBacktest, 'result' | 'warnings' | 'span'>,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<BacktestWarning>> {
  const after = cursor === undefined ? null : keyOfCursor(cursor, Key)
  const rows = await rowsOf<BacktestWarningRow>(
    queryContext,
    'page',
    warningsPageSql(warnings, span, after, limit + 1),
  )
  const page = pageOf(rows, limit, (row) => [Date.parse(row.known_at), row.subject_id, row.anchor])
  return { items: page.items.map((row) => warningOf(row, result)), next: page.next }
}

function warningOf(row: BacktestWarningRow, { rule }: BacktestResult): BacktestWarning {
  const { subject_id, anchor, anchor_at, known_at, withdrawn_at, label, lead_seconds } = row
  return {
    warning_id: warningIdOf({ id: rule.rule_id, version: rule.rule_version }, subject_id, anchor),
    subject_id,
    anchor,
    anchor_at,
    known_at,
    withdrawn_at,
    evidence_count: Number(row.evidence_count),
    outcome: label === '' ? null : label,
    in_population: label === '' ? null : row.outside === 0,
    lead_days:
      lead_seconds === null ? null : Math.round((Number(lead_seconds) / 86_400) * 1_000) / 1_000,
  }
}
