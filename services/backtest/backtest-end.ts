import { BacktestRefused } from '@jianwei/projections/backtest/backtest-refused.ts'
import { WarehouseError } from '@jianwei/projections/warehouse-error.ts'
import { isOpen, type BookedJob, type BookState } from '#/backtest/backtest-book.ts'
import { PassThreadDied } from '#/backtest/pass-threads.ts'

/** How a backtest ended that was not done. */
export type BacktestEnd = Pick<BookedJob, 'state' | 'error'>

/** ClickHouse's number. */
const NOT_ENOUGH_SPACE = 243

export const CANCELLED: BacktestEnd = { state: 'cancelled', error: null }

/** Its server is gone. */
export const INTERRUPTED: BacktestEnd = {
  state: 'failed',
  error: {
    code: 'BACKTEST_INTERRUPTED',
    detail: 'the server that ran it ended before it was done; run it again',
  },
}

/**
 * The end of one that threw. The engine's own words are in the log of the server alone: they may
 * name paths, and what others asked.
 */
export function failedBy(error: unknown): BacktestEnd {
  return { state: 'failed', error: errorOf(error) }
}

function errorOf(error: unknown): NonNullable<BookedJob['error']> {
  if (error instanceof BacktestRefused || error instanceof PassThreadDied)
    return { code: error.code, detail: error.message }
  if (!(error instanceof WarehouseError))
    return { code: 'INTERNAL', detail: 'the backtest failed; the log of the server says why' }
  const { code, engineCode } = error
  return engineCode === NOT_ENOUGH_SPACE
    ? {
        code,
        detail:
          'too little space is free on a disk of the warehouse (its error 243); ' +
          'free some and run it again',
      }
    : { code, detail: `the warehouse answered with its error ${engineCode}` }
}

/** The state in which those that are open have these ends, by id. */
export function withEnds(state: BookState, ends: ReadonlyMap<string, BacktestEnd>): BookState {
  const jobs = state.jobs.map((job) => {
    const end = ends.get(job.backtest_id)
    return end !== undefined && isOpen(job) ? { ...job, ...end } : job
  })
  return jobs.every((job, at) => job === state.jobs[at]) ? state : { ...state, jobs }
}
