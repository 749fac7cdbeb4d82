import type { EventData } from '@jianwei/events/envelope.ts'
import { amendedFactOf } from '@jianwei/events/fact.ts'
import type { EventId } from '@jianwei/events/identity.ts'
import type { Checkpoint } from '@jianwei/events/ports/event-log.ts'
import { placeOf, positionOf } from '#/log/kurrent/event-format.ts'
import type { ClientEvent, LogPlace } from '#/log/kurrent/kurrent-client.ts'
import type { PlacedEvent } from '#/log/kurrent/place-index.ts'

/** A place between two events, and the latest time recorded before it. */
export interface LogPoint {
  readonly after: LogPlace | 'start'
  readonly recorded_ms: number
}

export const LOG_START: LogPoint = { after: 'start', recorded_ms: 0 }

/**
 * The server's clock may jump back, above all when another node becomes the leader; the log's does not. An event's time is the latest
 * that any event up to it has, which every reader of the whole log finds alike.
 */
export function placedAfter(point: LogPoint, events: readonly ClientEvent[]): readonly PlacedEvent[] {
  let { recorded_ms } = point
  return events.map((event) => {
    recorded_ms = Math.max(recorded_ms, event.created.getTime())
    // The ids are those that were written.
    const event_id = event.id as EventId
    const position = positionOf(placeOf(event))
    const placed = { event_id, position, recorded_ms, stream: event.streamId, revision: Number(event.revision) }
    const amended = amendedFact(event)
    return amended === undefined ? placed : { ...placed, amended }
  })
}

function amendedFact({ type, data }: ClientEvent): PlacedEvent['amended'] {
  // Whatever it holds, only the fields that name a fact are looked for.
  return typeof data === 'object' && data !== null ? amendedFactOf({ type, data: data as EventData }) : undefined
}

/** `commit/prepare/recorded_ms`. */
export function checkpointOf(point: LogPoint): Checkpoint {
  if (point.after === 'start') throw new TypeError('a checkpoint lies behind an event')
  return `${point.after.commit}/${point.after.prepare}/${point.recorded_ms}` as Checkpoint
}

/** Throws RangeError for text that no log of this kind has made. */
export function pointOf(checkpoint: Checkpoint | 'start'): LogPoint {
  if (checkpoint === 'start') return LOG_START
  const parts = /^(\d+)\/(\d+)\/(\d+)$/.exec(checkpoint)
  if (parts === null) throw new RangeError(`not a checkpoint of this log: ${checkpoint}`)
  const [, commit = '', prepare = '', recorded = ''] = parts
  return { after: { commit: BigInt(commit), prepare: BigInt(prepare) }, recorded_ms: Number(recorded) }
}
