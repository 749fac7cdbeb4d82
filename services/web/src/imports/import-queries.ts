import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { ImportList } from '@jianwei/services/intake/http/import-routes.ts'
import type { ImportView } from '@jianwei/services/intake/http/import-views.ts'
import type { MappingList } from '@jianwei/services/intake/http/mapping-routes.ts'
import type { MappingView, PreviewView } from '@jianwei/services/intake/http/mapping-views.ts'
import type { UploadView } from '@jianwei/services/intake/http/upload-routes.ts'
import type { EventTypeView } from '@jianwei/services/server/views/event-type-view.ts'
import { read, type Answer } from '#/api/ask.ts'
import { nextOf } from '#/api/pages.ts'
import { hasRole, type Who } from '#/api/who.ts'
import type { ImportState } from '#/imports/imports-search.ts'

export type ImportRead = Answer<typeof ImportView>
export type MappingRead = Answer<typeof MappingView>
export type MappingNamed = Answer<typeof MappingList>['items'][number]
export type PreviewRead = Answer<typeof PreviewView>
export type UploadRead = Answer<typeof UploadView>
export type EventTypeRead = Answer<typeof EventTypeView>
export type FieldRead = EventTypeRead['fields'][number]

const PAGE_IMPORTS = 50
/** While it is read, and while nothing happens. */
const SOON_MS = 2_000
const AGAIN_MS = 30_000

export function importsQuery(state: ImportState | undefined) {
  return infiniteQueryOptions({
    queryKey: ['imports', state],
    queryFn: ({ signal, pageParam: cursor }) =>
      read<typeof ImportList>('/v1/imports', {
        query: { state, limit: PAGE_IMPORTS, cursor },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: nextOf,
    refetchInterval: ({ state: { data } }) =>
      data?.pages.some(({ items }) => items.some(isOpen)) === true ? SOON_MS : AGAIN_MS,
  })
}

export function importQuery(id: string) {
  return queryOptions({
    queryKey: ['import', id],
    queryFn: ({ signal }) =>
      read<typeof ImportView>(`/v1/imports/${encodeURIComponent(id)}`, { signal }),
    refetchInterval: ({ state: { data } }) =>
      data !== undefined && isOpen(data) ? SOON_MS : AGAIN_MS,
  })
}

/** An upload is what it was until it is removed; whether it is still there is asked each time. */
export function uploadQuery(id: string) {
  return queryOptions({
    queryKey: ['upload', id],
    queryFn: ({ signal }) =>
      read<typeof UploadView>(`/v1/uploads/${encodeURIComponent(id)}`, { signal }),
  })
}

export const mappingsQuery = queryOptions({
  queryKey: ['mappings'],
  queryFn: ({ signal }) => read<typeof MappingList>('/v1/mappings', { signal }),
})

/** They change with the program alone. */
export function eventTypeQuery(type: string) {
  return queryOptions({
    queryKey: ['event-type', type],
    queryFn: ({ signal }) =>
      read<typeof EventTypeView>(`/v1/event-types/${encodeURIComponent(type)}`, { signal }),
    staleTime: Infinity,
  })
}

export function isOpen({ state }: ImportRead): boolean {
  return state === 'waiting' || state === 'running'
}

/** Who brings files in, as the server has it. */
export function mayImport(who: Who): boolean {
  return hasRole(who, 'supervisor', 'department')
}
