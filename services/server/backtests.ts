import type { Instant } from '@jianwei/events/instant.ts'
import type { BacktestResult } from '@jianwei/projections/backtest/result.ts'
import type { Page } from '@jianwei/projections/cursor.ts'
import type { OrderOfKnowing } from '@jianwei/projections/rules/facts/knowledge-points.ts'

export interface ServedBacktest {
  readonly backtest_id: string
  readonly state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled'
  readonly progress: number
  readonly rule_id: string
  readonly rule_version: number
  readonly asked_by: string
  readonly asked_at: Instant
  readonly error: { readonly code: string; readonly detail: string } | null
}

export type AskedRule = string | { readonly rule_id: string; readonly version: number }

export interface AskedBacktest {
  readonly rule: AskedRule
  readonly against?: AskedRule | number | undefined
  readonly outcome?: unknown
  readonly by: OrderOfKnowing
  readonly from?: string | undefined
  readonly to?: string | undefined
}

export interface ServedBacktestWarning {
  readonly warning_id: string
  readonly subject_id: string
  readonly anchor: string
  readonly anchor_at: string
  readonly known_at: string
  readonly withdrawn_at: string | null
  readonly evidence_count: number
  readonly outcome: 'true' | 'false' | 'undecided' | null
  readonly in_population: boolean | null
  readonly lead_days: number | null
}

/** What the server lets people do with backtests. The composition root implements it. */
export interface Backtests {
  /** Throws BacktestRefused for what cannot be read, and when too many wait. */
  start(asked: AskedBacktest, actor: string): Promise<ServedBacktest>
  /** Those that somebody asked for, the newest first. */
  askedBy(actor: string): Promise<readonly ServedBacktest[]>
  job(id: string): Promise<ServedBacktest | undefined>
  /** Undefined until it is done. */
  result(id: string): Promise<BacktestResult | undefined>
  /**
   * Undefined until it is done. Throws CursorUnreadable, and BacktestRefused where they are gone.
   */
  warnings(
    id: string,
    page: { readonly limit: number; readonly cursor?: string | undefined },
    signal: AbortSignal,
  ): Promise<Page<ServedBacktestWarning> | undefined>
  cancel(id: string): Promise<ServedBacktest | undefined>
}
