import { infiniteQueryOptions } from '@tanstack/react-query'
import type { SubjectLinkView } from '@jianwei/services/server/views/link-view.ts'
import { read, type Answer } from '#/api/ask.ts'
import { nextOf, type PageOf } from '#/api/pages.ts'

export type LinkRead = Answer<typeof SubjectLinkView>

const PAGE_ROWS = 20

/** Everything about links begins with this key: a step changes several lists. */
export const LINKS_KEY = 'links'

/** What is proposed, the best score first. */
export function proposalsQuery(scoreMin: number | undefined) {
  return infiniteQueryOptions({
    queryKey: [LINKS_KEY, 'proposals', scoreMin ?? null],
    queryFn: ({ pageParam, signal }) =>
      read<PageOf<typeof SubjectLinkView>>('/v1/link-proposals', {
        query: { limit: PAGE_ROWS, score_min: scoreMin, cursor: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: nextOf,
  })
}

/** All links of a subject, on either side. */
export function linksQuery(subjectId: string) {
  return infiniteQueryOptions({
    queryKey: [LINKS_KEY, 'of', subjectId],
    queryFn: ({ pageParam, signal }) =>
      read<PageOf<typeof SubjectLinkView>>(`/v1/subjects/${encodeURIComponent(subjectId)}/links`, {
        query: { limit: PAGE_ROWS, cursor: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: nextOf,
  })
}
