import type { RecordingTimes } from '@jianwei/events/clock/recording-times.ts'
import type { EventData, Ordinal } from '@jianwei/events/envelope.ts'
import { amendedFactOf } from '@jianwei/events/fact.ts'
import type { EventId } from '@jianwei/events/identity.ts'
import { msOfInstant } from '@jianwei/events/instant.ts'
import type { Checkpoint } from '@jianwei/events/ports/event-log.ts'
import { logPositionOf, placeOf, positionOf } from '#/log/kurrent/event-format.ts'
import type { ClientEvent, LogPosition } from '#/log/kurrent/kurrent-client.ts'
import type { PositionedEvent } from '#/log/kurrent/position-index.ts'
import type { PlacedWrite } from '#/log/kurrent/written-runs.ts'
import type { StreamNames } from '#/log/kurrent/stream-names.ts'

/** A position between two events, how many come before it, and the latest time recorded there. */
export interface LogPoint {
  readonly after: LogPosition | 'start'
  readonly events: number
  readonly recorded_ms: number
}

export const LOG_START: LogPoint = { after: 'start', events: 0, recorded_ms: 0 }

export interface OrderingParts {
  readonly times: RecordingTimes
  readonly names: StreamNames
  readonly written?: (event: ClientEvent) => PlacedWrite | undefined
}

/**
 * The server's clock may jump back, above all when another node becomes the leader; the log's does
 * not. An event's time is the latest that any event up to it has, which every reader of the whole
 * log finds alike; or the one that a correction gives it. `written`: events that this process has
 * written itself.
 */
export function positionedAfter(
  point: LogPoint,
  events: readonly ClientEvent[],
  { times, names, written }: OrderingParts,
): readonly PositionedEvent[] {
  // What was noted before a correction became known is as wrong as what it corrects.
  const corrected = point.after === 'start' ? undefined : times.at(positionOf(point.after))
  let recorded_ms = corrected === undefined ? point.recorded_ms : msOfInstant(corrected)
  return events.map((event, index) => {
    const position = positionOf(logPositionOf(event))
    const trueTime = times.at(position)
    recorded_ms =
      trueTime === undefined
        ? Math.max(recorded_ms, event.created.getTime())
        : msOfInstant(trueTime)
    // The ids are those that were written.
    const event_id = event.id as EventId
    const own = written?.(event)
    const positioned = {
      event_id,
      position,
      ordinal: (point.events + index + 1) as Ordinal,
      recorded_ms,
      ...placeToIndex(event, names, own),
    }
    const amended = own === undefined ? amendedFact(event) : own.amended
    return amended === undefined ? positioned : { ...positioned, amended }
  })
}

function placeToIndex(
  event: ClientEvent,
  names: StreamNames,
  own: PlacedWrite | undefined,
): Pick<PositionedEvent, 'stream' | 'revision' | 'journal'> {
  const there = { name: event.streamId, revision: Number(event.revision) }
  if (!names.isJournal(there.name)) return { stream: there.name, revision: there.revision }
  if (own !== undefined) return { stream: own.stream, revision: own.revision, journal: there }
  const place = placeOf(event, names)
  if (place === undefined) return { stream: there.name, revision: there.revision }
  return { stream: names.nameOf(place.stream), revision: place.revision, journal: there }
}

function amendedFact({ type, data }: ClientEvent): PositionedEvent['amended'] {
  // Whatever it holds, only the fields that name a fact are looked for.
  return typeof data === 'object' && data !== null
    ? amendedFactOf({ type, data: data as EventData })
    : undefined
}

/** `commit/prepare/recorded_ms/events`. */
export function checkpointOf({ after, events, recorded_ms }: LogPoint): Checkpoint {
  if (after === 'start') throw new TypeError('a checkpoint lies behind an event')
  return `${after.commit}/${after.prepare}/${recorded_ms}/${events}` as Checkpoint
}

/** As a checkpoint says it: one that was made before events were counted does not say how many. */
export type SavedPoint = Omit<LogPoint, 'events'> & { readonly events: number | undefined }

/** Throws RangeError for text that no log of this kind has made. */
export function pointOf(checkpoint: Checkpoint | 'start'): SavedPoint {
  if (checkpoint === 'start') return LOG_START
  const parts = /^(\d+)\/(\d+)\/(\d+)(?:\/(\d+))?$/.exec(checkpoint)
  if (parts === null) throw new RangeError(`not a checkpoint of this log: ${checkpoint}`)
  const [, commit = '', prepare = '', recorded = '', events] = parts
  return {
    after: { commit: BigInt(commit), prepare: BigInt(prepare) },
    events: events === undefined ? undefined : Number(events),
    recorded_ms: Number(recorded),
  }
}
