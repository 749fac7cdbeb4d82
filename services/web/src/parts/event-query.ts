import { queryOptions } from '@tanstack/react-query'
import type { EventView } from '@jianwei/services/server/views/event-view.ts'
import { read, type Answer } from '#/api/ask.ts'

export type EventRead = Answer<typeof EventView>

const FRESH_MS = 300_000

/** An event never changes; what is masked of it depends on who asks. */
export function eventQuery(eventId: string) {
  return queryOptions({
    queryKey: ['event', eventId],
    queryFn: ({ signal }) => read<typeof EventView>(`/v1/events/${eventId}`, { signal }),
    staleTime: FRESH_MS,
  })
}
