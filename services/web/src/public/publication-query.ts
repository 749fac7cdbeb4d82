import { useInfiniteQuery } from '@tanstack/react-query'
import { send } from '#/api/ask.ts'
import { nextOf } from '#/api/pages.ts'
import type { Asked } from '#/public/asked.ts'
import type { PublicationKind, PublicationPage } from '#/public/publication-rows.ts'

const ROWS = 20

export type FoundPublications = ReturnType<typeof usePublications>

/** What is published of one kind, newest first, a page at a time. */
export function usePublications(kind: PublicationKind, asked: Asked) {
  return useInfiniteQuery({
    queryKey: ['public', kind, asked],
    queryFn: ({ pageParam, signal }) =>
      send<PublicationPage>(`/v1/public/${kind}`, {
        body: { ...asked, limit: ROWS, ...(pageParam === null ? {} : { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: nextOf,
  })
}
