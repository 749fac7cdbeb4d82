import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { EntryList } from '@jianwei/services/intake/http/quarantine-routes.ts'
import type { FullEntryView, HeldView } from '@jianwei/services/intake/http/quarantine-views.ts'
import type { SourceList } from '@jianwei/services/server/routes/sources.ts'
import { read, type Answer } from '#/api/ask.ts'
import { nextOf } from '#/api/pages.ts'
import { hasRole, type Who } from '#/api/who.ts'
import type { HeldSearch } from '#/sources/quarantine-search.ts'
import type { Health } from '#/sources/source-search.ts'

export type SourceRead = Answer<typeof SourceList>['items'][number]
export type RefusedRead = Answer<typeof EntryList>['items'][number]
export type RefusedWhole = Answer<typeof FullEntryView>
export type ReasonRead = RefusedRead['reasons'][number]

const PAGE_SOURCES = 100
const PAGE_REFUSED = 50
/** Sources go on while somebody looks. */
const AGAIN_MS = 30_000

export function sourcesQuery(health: Health | undefined) {
  return infiniteQueryOptions({
    queryKey: ['sources', health],
    queryFn: ({ signal, pageParam: cursor }) =>
      read<typeof SourceList>('/v1/sources', {
        query: { health, limit: PAGE_SOURCES, cursor },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: nextOf,
    refetchInterval: AGAIN_MS,
  })
}

/** Null where there is none of this name, or none that may be seen. */
export function sourceQuery(source: string) {
  return queryOptions({
    queryKey: ['source', source],
    queryFn: async ({ signal }) => {
      const page = await read<typeof SourceList>('/v1/sources', { query: { source }, signal })
      return page.items[0] ?? null
    },
    refetchInterval: AGAIN_MS,
  })
}

export const heldQuery = queryOptions({
  queryKey: ['quarantine', 'held'],
  queryFn: ({ signal }) => read<typeof HeldView>('/v1/quarantine/held', { signal }),
  refetchInterval: AGAIN_MS,
})

export function refusedListQuery({ source, code, state }: HeldSearch) {
  return infiniteQueryOptions({
    queryKey: ['quarantine', 'list', source, code, state],
    queryFn: ({ signal, pageParam: cursor }) =>
      read<typeof EntryList>('/v1/quarantine', {
        query: { source, code, state, limit: PAGE_REFUSED, cursor },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: nextOf,
  })
}

/** Each reading is on record, so that it is read when it is opened and when something happened. */
export function refusedQuery(id: string) {
  return queryOptions({
    queryKey: ['quarantine', 'input', id],
    queryFn: ({ signal }) => read<typeof FullEntryView>(`/v1/quarantine/${id}`, { signal }),
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  })
}

/** Refused input lies in no region and no department: only who is limited to none sees it. */
export function maySeeQuarantine({ grants }: Who): boolean {
  return grants.some(
    ({ role, region, domain, department }) =>
      (role === 'supervisor' || role === 'department') &&
      region === null &&
      domain === null &&
      department === null,
  )
}

export function maySearchHistory(who: Who): boolean {
  return hasRole(who, 'supervisor', 'regulator', 'analyst')
}
