import { queryOptions } from '@tanstack/react-query'
import type { BacktestResult } from '@jianwei/projections/backtest/result.ts'
import type { BacktestList } from '@jianwei/services/server/routes/backtests.ts'
import type { BacktestView } from '@jianwei/services/server/views/backtest-view.ts'
import { read, type Answer } from '#/api/ask.ts'

export type BacktestRead = Answer<typeof BacktestView>
export type Result = Answer<typeof BacktestResult>
export type Measured = NonNullable<Result['outcome']>['ledger']

const LOOK_AGAIN_MS = 1_000

export function isGoingOn({ state }: Pick<BacktestRead, 'state'>): boolean {
  return state === 'queued' || state === 'running'
}

/** Those that one asked for oneself, the newest first. */
export const ownBacktestsQuery = queryOptions({
  queryKey: ['backtests', 'own'],
  queryFn: ({ signal }) => read<typeof BacktestList>('/v1/backtests', { signal }),
  staleTime: 0,
  refetchInterval: ({ state }) =>
    state.data?.items.some(isGoingOn) === true ? 2 * LOOK_AGAIN_MS : false,
})

/** How far it is; asked again until it has ended. */
export function backtestQuery(id: string) {
  return queryOptions({
    queryKey: ['backtests', 'job', id],
    queryFn: ({ signal }) => read<typeof BacktestView>(`/v1/backtests/${id}`, { signal }),
    staleTime: 0,
    refetchInterval: ({ state }) =>
      state.data !== undefined && isGoingOn(state.data) ? LOOK_AGAIN_MS : false,
  })
}

/** It does not change once it is there. */
export function resultQuery(id: string) {
  return queryOptions({
    queryKey: ['backtests', 'result', id],
    queryFn: ({ signal }) => read<typeof BacktestResult>(`/v1/backtests/${id}/result`, { signal }),
    staleTime: Infinity,
  })
}
