import type { Position } from '@jianwei/events/envelope.ts'
import { LogUnavailable } from '@jianwei/events/errors.ts'
import type { EventId, FactId } from '@jianwei/events/identity.ts'
import { msOfInstant } from '@jianwei/events/instant.ts'
import type { CorrectedTimes } from '#/log/kurrent/corrected-times.ts'
import { logPositionOf, positionOf, type RecordedPosition } from '#/log/kurrent/event-format.ts'
import type { ClientEvent } from '#/log/kurrent/kurrent-client.ts'
import type { PositionIndex, StreamMember } from '#/log/kurrent/position-index.ts'

/** Where events are, as the index says: of what it has come to, and of nothing else. */
export class IndexedPlaces {
  readonly #index: PositionIndex
  readonly #corrected: CorrectedTimes

  constructor(index: PositionIndex, corrected: CorrectedTimes) {
    this.#index = index
    this.#corrected = corrected
  }

  /** The events of a stream that lie in journals, by their revisions. */
  membersOf(stream: string, fromRevision: number, limit: number): readonly StreamMember[] {
    return this.#index.membersOf(stream, fromRevision, limit)
  }

  /** With the true times of recording. */
  recordedPositionsOf(eventIds: readonly EventId[]): Map<EventId, RecordedPosition> {
    const positions = this.#index.positionsOf(eventIds)
    const { times } = this.#corrected
    for (const [id, found] of positions) {
      const corrected = times.at(found.position)
      if (corrected !== undefined)
        positions.set(id, { ...found, recorded_ms: msOfInstant(corrected) })
    }
    return positions
  }

  /** Throws LogUnavailable as `placesOf`. */
  placeOf(event: ClientEvent): RecordedPosition {
    const [place] = this.placesOf([event])
    // One for each event.
    return place!
  }

  /**
   * Of events that were read from the log, where the index has come to them. Throws LogUnavailable
   * when it does not have one of them.
   */
  placesOf(events: readonly ClientEvent[]): readonly RecordedPosition[] {
    const places = this.recordedPositionsOf(events.map(({ id }) => id as EventId))
    return events.map((event) => {
      const position = positionOf(logPositionOf(event))
      const first = places.get(event.id as EventId)
      if (first?.position === position) return first
      const repeat = first === undefined ? undefined : this.#index.repeatAt(position)
      if (repeat === undefined)
        throw new LogUnavailable(`the index does not hold the event at position ${position}`)
      const corrected = this.#corrected.times.at(position)
      return corrected === undefined ? repeat : { ...repeat, recorded_ms: msOfInstant(corrected) }
    })
  }

  /** How many events there are up to the position, which the index has reached. */
  eventsUpTo(position: Position): number {
    return this.#index.eventsUpTo(position)
  }

  /** The events that amend one of the facts, with their positions, in log order. */
  amendmentsOf(factIds: readonly FactId[]): readonly (readonly [EventId, Position])[] {
    return this.#index.amendmentsOf(factIds)
  }
}
