import { instantFromMs, type Instant } from '@jianwei/events/instant.ts'
import { BacktestRefused } from '@jianwei/projections/backtest/backtest-refused.ts'
import {
  secondOfWeek,
  SECONDS_OF_WEEK,
  weekOfSecond,
  type Span,
} from '@jianwei/projections/backtest/backtest-scope.ts'
import type { Outcome } from '@jianwei/projections/backtest/outcome.ts'
import type { CoverageRow } from '@jianwei/projections/backtest/outcomes-table-sql.ts'

/** Milliseconds since 1970. */
export interface Coverage {
  readonly facts: number
  readonly first_ms: number
  readonly last_ms: number
}

export function coverageOf({ facts, first_ms, last_ms }: CoverageRow): Coverage {
  return { facts: Number(facts), first_ms: Number(first_ms), last_ms: Number(last_ms) }
}

/**
 * The times of knowing that are looked at: what was asked for, or all of the data. Throws
 * BacktestRefused when nothing is left.
 */
export function spanOf(
  asked: { readonly from: Instant | null; readonly to: Instant | null },
  coverages: readonly Coverage[],
  clock_ms: number | null,
): Span {
  const covered = coverages.filter(({ facts }) => facts > 0)
  const first_ms = Math.min(...covered.map((coverage) => coverage.first_ms))
  const last_ms = Math.max(
    ...covered.map((coverage) => coverage.last_ms),
    ...(clock_ms === null ? [] : [clock_ms]),
  )
  if (covered.length === 0) {
    throw new BacktestRefused(
      'PERIOD_REFUSED',
      'the log holds no fact that the rule or the outcome looks at',
    )
  }
  const from_ms = asked.from === null ? first_ms : Date.parse(asked.from)
  const to_ms = asked.to === null ? last_ms + 1 : Date.parse(asked.to)
  if (from_ms < to_ms) return { from_ms, to_ms }
  throw new BacktestRefused('PERIOD_REFUSED', 'the period is empty', [
    { code: 'FIELD_VALUE', path: 'to', message: `expected a time after ${instantFromMs(from_ms)}` },
  ])
}

/** The weeks and seconds over which outcomes are looked at. */
export interface OutcomeSpan {
  readonly first_week_second: number
  readonly weeks: number
  readonly decided_weeks: number
  readonly outcome_seconds: { readonly from: number; readonly to: number }
}

export function outcomeSpan(
  outcome: Outcome,
  told: Coverage,
  span: Span,
  offset: number,
): OutcomeSpan {
  const from = Math.ceil(Math.max(span.from_ms, told.first_ms) / 1_000)
  const told_until = Math.floor(told.last_ms / 1_000) - outcome.reported_within_seconds
  const to = Math.min(Math.floor((span.to_ms - 1) / 1_000), told_until)
  const first = secondOfWeek(weekOfSecond(from - 1, offset) + 1, offset)
  const within = outcome.form === 'within' ? outcome.within_seconds : 0
  return {
    first_week_second: first,
    weeks: weeksFrom(first, to),
    // A window that ends with the data is not over.
    decided_weeks: weeksFrom(first, Math.min(to, told_until - within - 1)),
    outcome_seconds: { from, to },
  }
}

/** How many weeks begin from `first` up to and with the second `to`. */
function weeksFrom(first: number, to: number): number {
  return to < first ? 0 : Math.floor((to - first) / SECONDS_OF_WEEK) + 1
}
