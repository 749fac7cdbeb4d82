import { infiniteQueryOptions } from '@tanstack/react-query'
import type { DutyView } from '@jianwei/services/server/views/duty-view.ts'
import type { WarningView } from '@jianwei/services/server/views/warning-view.ts'
import type { pageOf } from '@jianwei/services/server/pages.ts'
import { read, type Answer, type Query } from '#/api/ask.ts'
import { nextOf } from '#/api/pages.ts'
import type { DutyFilter, WarningFilter } from '#/overview/list-filters.ts'

const ROWS = 100

export type WarningRead = Answer<typeof WarningView>
export type DutyRead = Answer<typeof DutyView>
type PageOf<View extends Parameters<typeof pageOf>[1]> = ReturnType<typeof pageOf<View>>

const cursors = {
  initialPageParam: undefined as string | undefined,
  getNextPageParam: nextOf,
}

export function warningsQuery(filter: WarningFilter) {
  return infiniteQueryOptions({
    queryKey: ['overview', 'warnings', filter],
    queryFn: ({ pageParam, signal }) =>
      read<PageOf<typeof WarningView>>('/v1/warnings', {
        query: pageQuery(filter, pageParam),
        signal,
      }),
    ...cursors,
  })
}

export function dutiesQuery(filter: DutyFilter) {
  return infiniteQueryOptions({
    queryKey: ['overview', 'duties', filter],
    queryFn: ({ pageParam, signal }) =>
      read<PageOf<typeof DutyView>>('/v1/duties', { query: pageQuery(filter, pageParam), signal }),
    ...cursors,
  })
}

function pageQuery(filter: WarningFilter | DutyFilter, cursor: string | undefined): Query {
  return { ...filter, cursor, limit: ROWS }
}
