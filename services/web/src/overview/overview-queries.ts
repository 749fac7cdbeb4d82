import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { OverviewView } from '@jianwei/services/server/views/overview-view.ts'
import type { MapAnswer } from '@jianwei/services/server/routes/map.ts'
import { read, type Answer } from '#/api/ask.ts'
import { DAYS_DEFAULT, type OverviewSearch } from '#/overview/overview-search.ts'

export type Overview = Answer<typeof OverviewView>
export type RegionRow = Overview['regions'][number]
export type Counted = Overview['open_alerts']
export type ApprovedMap = NonNullable<Answer<typeof MapAnswer>>

/** They are asked again at least so often, whether or not an alert changed. */
export const REFRESH_MS = 60_000

/** Under which all numbers are kept, so that all can be asked again. */
export const NUMBERS_KEY = ['overview', 'numbers'] as const

/** Where risk is now; a laptop and a wall ask the same. */
export function overviewQuery({ region, by, days = DAYS_DEFAULT }: OverviewSearch) {
  return queryOptions({
    queryKey: [...NUMBERS_KEY, { region, by, days }],
    queryFn: ({ signal }) =>
      read<typeof OverviewView>('/v1/overview', { query: { region, by, days }, signal }),
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  })
}

/** The map that was laid in; null where there is none. It is that until another start. */
export const mapQuery = queryOptions({
  queryKey: ['overview', 'map'],
  queryFn: ({ signal }) => read<typeof MapAnswer>('/v1/map', { signal }),
  staleTime: Infinity,
})
