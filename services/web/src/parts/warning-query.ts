import { queryOptions } from '@tanstack/react-query'
import type { WarningDetail } from '@jianwei/services/server/views/warning-view.ts'
import { read } from '#/api/ask.ts'

const FRESH_MS = 300_000

/** A warning with its rule and the facts that it rests on. */
export function warningQuery(warningId: string) {
  return queryOptions({
    queryKey: ['warning', warningId],
    queryFn: ({ signal }) =>
      read<typeof WarningDetail>(`/v1/warnings/${encodeURIComponent(warningId)}`, { signal }),
    staleTime: FRESH_MS,
  })
}
