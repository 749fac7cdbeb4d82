import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import { EventUnreadable } from '@jianwei/events/errors.ts'
import {
  recordedEvent,
  type EventReading,
  type RecordedPosition,
} from '#/log/kurrent/event-format.ts'
import type { ClientEvent } from '#/log/kurrent/kurrent-client.ts'
import type { KnownPositions } from '#/log/kurrent/known-positions.ts'

/**
 * What cannot be read is kept aside, and the others come all the same. Throws EventUnreadable for
 * what a newer program has written: this one must not pass over it.
 */
export async function readableEvents(
  events: readonly (readonly [ClientEvent, RecordedPosition])[],
  reading: EventReading,
  positions: Pick<KnownPositions, 'setAside'>,
): Promise<readonly RecordedEvent[]> {
  const unreadable: ClientEvent[] = []
  const read = events.flatMap(([event, place]) => {
    try {
      return [recordedEvent(event, place, reading)]
    } catch (error) {
      if (!(error instanceof EventUnreadable) || error.of_newer_program) throw error
      unreadable.push(event)
      return []
    }
  })
  if (unreadable.length > 0) await positions.setAside(unreadable)
  return read
}
