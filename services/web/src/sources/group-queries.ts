import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { GroupRows } from '@jianwei/services/intake/http/quarantine-group-routes.ts'
import type {
  GroupList,
  GroupView,
  OrderList,
  PreviewView,
} from '@jianwei/services/intake/http/quarantine-group-views.ts'
import type { MappingView } from '@jianwei/services/intake/http/mapping-views.ts'
import { read, type Answer } from '#/api/ask.ts'
import { nextOf } from '#/api/pages.ts'
import type { State } from '#/sources/quarantine-search.ts'

export type GroupRead = Answer<typeof GroupView>
export type GroupRowRead = Answer<typeof GroupRows>['items'][number]
export type OrderRead = Answer<typeof OrderList>['items'][number]
export type PreviewRead = Answer<typeof PreviewView>

const PAGE_GROUPS = 20
const PAGE_ROWS = 20
const ORDERS = 100
/** While an order is carried out, and while nobody knows of one. */
const WATCHED_MS = 1_000
const AGAIN_MS = 30_000

export function groupsQuery(state: State, source: string | undefined) {
  return infiniteQueryOptions({
    queryKey: ['quarantine', 'groups', state, source],
    queryFn: ({ signal, pageParam: cursor }) =>
      read<typeof GroupList>('/v1/quarantine/groups', {
        query: { state, source, limit: PAGE_GROUPS, cursor },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: nextOf,
  })
}

export function groupQuery(groupId: string) {
  return queryOptions({
    queryKey: ['quarantine', 'group', groupId],
    queryFn: ({ signal }) => read<typeof GroupView>(`/v1/quarantine/groups/${groupId}`, { signal }),
  })
}

/** Each reading is on record, so that it is read when it is opened and when something happened. */
export function groupRowsQuery(groupId: string, state: State) {
  return infiniteQueryOptions({
    queryKey: ['quarantine', 'rows', groupId, state],
    queryFn: ({ signal, pageParam: cursor }) =>
      read<typeof GroupRows>(`/v1/quarantine/groups/${groupId}/rows`, {
        query: { state, limit: PAGE_ROWS, cursor },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: nextOf,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  })
}

export const ordersQuery = queryOptions({
  queryKey: ['quarantine', 'orders'],
  queryFn: ({ signal }) =>
    read<typeof OrderList>('/v1/quarantine/orders', { query: { limit: ORDERS }, signal }),
  refetchInterval: ({ state }) =>
    state.data?.items.some(({ ended_at }) => ended_at === null) === true ? WATCHED_MS : AGAIN_MS,
})

export function mappingQuery(name: string) {
  return queryOptions({
    queryKey: ['mapping', name],
    queryFn: ({ signal }) =>
      read<typeof MappingView>(`/v1/mappings/${encodeURIComponent(name)}`, { signal }),
    staleTime: Infinity,
  })
}
