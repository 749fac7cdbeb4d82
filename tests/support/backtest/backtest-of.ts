import { parseOutcome } from '@jianwei/projections/backtest/parse-outcome.ts'
import type { Outcome } from '@jianwei/projections/backtest/outcome.ts'
import type { BacktestResult } from '@jianwei/projections/backtest/result.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'
import { runBacktest, type BacktestOptions } from '@jianwei/services/backtest/run-backtest.ts'
import { sql } from '@jianwei/projections/sql.ts'

/** An outcome of the tests. Throws what is wrong with it. */
export function testOutcome(input: unknown): Outcome {
  const parsed = parseOutcome(input)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  return parsed.outcome
}

/** A backtest by source over all that the warehouse holds; what is given differs from that. */
export async function backtestOf(
  warehouse: Warehouse,
  rule: Rule,
  given: Partial<BacktestOptions> = {},
  head?: number,
  more: { readonly versions_max?: number } = {},
): Promise<BacktestResult> {
  const [last] = await warehouse.query<{ head: string }>(
    sql`SELECT max(position) AS head FROM events_v2`,
    {
      purpose: 'test:head',
    },
  )
  await using finished = await runBacktest(
    {
      rule,
      against: null,
      outcome: null,
      by: 'source',
      from: null,
      to: null,
      engine: null,
      ...given,
    },
    {
      warehouse,
      lane: 'backtests',
      signal: new AbortController().signal,
      key: 'test',
      head: head ?? Number(last?.head ?? 0),
      onProgress: () => {},
      ...more,
    },
  )
  return finished.result
}
