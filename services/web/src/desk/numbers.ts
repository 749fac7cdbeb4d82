import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type {
  AlertCountsView,
  AlertFacets,
} from '@jianwei/services/server/views/alert-list-view.ts'
import { read, type Answer } from '#/api/ask.ts'
import type { DeskFilter } from '#/desk/desk-search.ts'

export type Counts = Answer<typeof AlertCountsView>
export type Facets = Answer<typeof AlertFacets>
export type FacetName = keyof Facets

/*
 * How many alerts fit a filter. What somebody typed stands in no address, so that these numbers do
 * not know of it.
 */

export function countsQuery(filter: DeskFilter) {
  return queryOptions({
    queryKey: ['alerts', 'numbers', 'counts', filter],
    queryFn: ({ signal }) =>
      read<typeof AlertCountsView>('/v1/alerts/counts', { query: filter, signal }),
    placeholderData: keepPreviousData,
  })
}

export function facetsQuery(filter: DeskFilter) {
  return queryOptions({
    queryKey: ['alerts', 'numbers', 'facets', filter],
    queryFn: ({ signal }) =>
      read<typeof AlertFacets>('/v1/alerts/facets', { query: filter, signal }),
    placeholderData: keepPreviousData,
  })
}
