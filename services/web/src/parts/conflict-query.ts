import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type {
  ConflictCountsView,
  ConflictView,
} from '@jianwei/services/server/views/conflict-view.ts'
import { read, type Answer } from '#/api/ask.ts'
import { nextOf, type PageOf } from '#/api/pages.ts'

export type ConflictRead = Answer<typeof ConflictView>

/** Which conflicts are asked for; what is absent narrows nothing. */
export interface ConflictsAsked {
  readonly state?: ConflictRead['state']
  readonly attribute?: 'name' | 'address' | 'state' | 'industry'
  readonly source?: string
  readonly returned_to?: string
  readonly subject_id?: string
}

const PAGE_CONFLICTS = 50
/** Of one subject: six particulars, each by few sources. */
const OF_SUBJECT = 200

export function conflictsQuery(asked: ConflictsAsked) {
  return infiniteQueryOptions({
    queryKey: ['conflicts', 'list', asked],
    queryFn: ({ signal, pageParam: cursor }) =>
      read<PageOf<typeof ConflictView>>('/v1/attribute-conflicts', {
        query: { ...asked, limit: PAGE_CONFLICTS, cursor },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: nextOf,
  })
}

export function conflictCountsQuery(all: ConflictsAsked) {
  // Counted are all states.
  const { state: _, ...asked } = all
  return queryOptions({
    queryKey: ['conflicts', 'counts', asked],
    queryFn: ({ signal }) =>
      read<typeof ConflictCountsView>('/v1/attribute-conflicts/counts', { query: asked, signal }),
  })
}

/** Those about a subject; whatever there are more of stands on the page of conflicts. */
export function subjectConflictsQuery(subject_id: string) {
  return queryOptions({
    queryKey: ['conflicts', 'subject', subject_id],
    queryFn: ({ signal }) =>
      read<PageOf<typeof ConflictView>>('/v1/attribute-conflicts', {
        query: { subject_id, limit: OF_SUBJECT },
        signal,
      }),
  })
}
