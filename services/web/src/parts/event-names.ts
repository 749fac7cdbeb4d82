import { useCallback, useMemo } from 'react'
import { queryOptions, useQuery } from '@tanstack/react-query'
import type { EventTypesView } from '@jianwei/services/server/routes/event-types.ts'
import { read } from '#/api/ask.ts'
import { said } from '#/parts/said.ts'

/** They change with the program alone. */
export const eventTypesQuery = queryOptions({
  queryKey: ['event-types'],
  queryFn: ({ signal }) => read<typeof EventTypesView>('/v1/event-types', { signal }),
  staleTime: Infinity,
})

/** What people call a type of event; its code until the names are there. */
export function useEventNames(): (type: string) => string {
  const types = useQuery(eventTypesQuery).data?.items
  const titles = useMemo(() => new Map(types?.map(({ type, title }) => [type, title])), [types])
  return useCallback(
    (type) => {
      const title = titles.get(type)
      return title === undefined ? type : said(title)
    },
    [titles],
  )
}
