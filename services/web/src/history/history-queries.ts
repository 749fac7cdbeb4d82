import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { FactList } from '@jianwei/services/server/routes/counts.ts'
import type { FactsAnswer } from '@jianwei/services/server/routes/fact-search.ts'
import type { FactFacetsView } from '@jianwei/services/server/views/fact-search-view.ts'
import { read, send, type Answer } from '#/api/ask.ts'
import { nextOf } from '#/api/pages.ts'
import type { HistorySearch } from '#/history/history-search.ts'

export type FoundFact = Answer<typeof FactsAnswer>['items'][number]
export type PlainFact = Answer<typeof FactList>['items'][number]
export type Facets = Answer<typeof FactFacetsView>
export type FacetName = keyof Facets['facets']

const PAGE_FACTS = 100
const FRESH_MS = 300_000

/** A search with what was typed, which goes in the body alone. */
export interface HistoryQuestion {
  readonly search: HistorySearch
  readonly words: string
}

/** Every page as known when the first was asked for. */
export function factsQuery(question: HistoryQuestion) {
  return infiniteQueryOptions({
    queryKey: ['facts', question],
    queryFn: ({ signal, pageParam: cursor }) =>
      send<typeof FactsAnswer>('/v1/facts/search', {
        body: {
          ...bodyOf(question),
          limit: PAGE_FACTS,
          ...(cursor === undefined ? {} : { cursor }),
        },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: nextOf,
    staleTime: FRESH_MS,
  })
}

export function facetsQuery(question: HistoryQuestion) {
  return queryOptions({
    queryKey: ['fact-facets', question],
    queryFn: ({ signal }) =>
      send<typeof FactFacetsView>('/v1/facts/facets', { body: bodyOf(question), signal }),
    staleTime: FRESH_MS,
  })
}

export interface OwnFacts {
  readonly event_type: string
  readonly region?: string | undefined
  /** Days of China. */
  readonly from?: string | undefined
  readonly to?: string | undefined
}

/** What a department sent: of one type, oldest first. */
export function ownFactsQuery(asked: OwnFacts) {
  return infiniteQueryOptions({
    queryKey: ['own-facts', asked],
    queryFn: ({ signal, pageParam: cursor }) =>
      read<typeof FactList>('/v1/facts', {
        query: { ...asked, limit: PAGE_FACTS, cursor },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: nextOf,
  })
}

/** A question as it is asked: what was typed stands in the body. */
export function bodyOf({
  search,
  words,
}: HistoryQuestion): HistorySearch & { readonly text?: string } {
  return words === '' ? search : { ...search, text: words }
}
