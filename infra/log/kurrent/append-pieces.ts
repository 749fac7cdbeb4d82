import { EventTooLarge } from '@jianwei/events/errors.ts'
import type { StreamAppend } from '@jianwei/events/ports/event-log.ts'
import type { WritableEvent } from '#/log/kurrent/event-format.ts'

/** Events of different appends that share one of the server, and of the pieces of a large one. */
export const APPEND_EVENTS_MAX = 1_000

/** What is written whole or not at all, and cannot be. */
export function tooLarge(
  { stream, events }: StreamAppend,
  sizes: { readonly bytes: number; readonly bytes_max: number },
): EventTooLarge {
  const [first] = events
  const what =
    events.length === 1
      ? `event ${first?.event_id ?? ''}`
      : `an append of ${events.length} events to ${stream}`
  return new EventTooLarge(what, sizes)
}

/** In their order. At least two where there are two events. */
export function piecesOf(
  events: readonly WritableEvent[],
  bytes_max: number,
): readonly (readonly WritableEvent[])[] {
  const eventsMax = Math.min(APPEND_EVENTS_MAX, Math.ceil(events.length / 2))
  const pieces: WritableEvent[][] = []
  let bytes = 0
  for (const event of events) {
    bytes += event.bytes
    const piece = pieces.at(-1)
    if (piece === undefined || piece.length >= eventsMax || bytes > bytes_max) {
      pieces.push([event])
      bytes = event.bytes
    } else piece.push(event)
  }
  return pieces
}
