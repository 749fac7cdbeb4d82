import { queryOptions } from '@tanstack/react-query'
import type { PrintView } from '@jianwei/services/server/views/print-view.ts'
import { read, type Answer } from '#/api/ask.ts'

export type Document = Answer<typeof PrintView>
export type DocumentKind = Document['document']

const KINDS: readonly DocumentKind[] = ['notice', 'supervision-letter', 'reminder']

export function documentKindOf(text: string): DocumentKind | undefined {
  return KINDS.find((kind) => kind === text)
}

/**
 * What stands on a document. Each reading is on record as a print and the first gives the number:
 * so it is asked once, and not again because a window was looked at.
 */
export function documentQuery(alertId: string, kind: DocumentKind) {
  return queryOptions({
    queryKey: ['print', alertId, kind],
    queryFn: ({ signal }) =>
      read<typeof PrintView>(`/v1/alerts/${encodeURIComponent(alertId)}/print/${kind}`, { signal }),
    staleTime: Infinity,
    gcTime: 0,
    refetchOnReconnect: false,
    refetchOnWindowFocus: false,
  })
}
