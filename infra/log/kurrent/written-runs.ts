import type { Position } from '@jianwei/events/envelope.ts'
import type { EventId, FactId } from '@jianwei/events/identity.ts'
import type { ClientEvent, EventToWrite } from '#/log/kurrent/kurrent-client.ts'

/** An event as this process writes it. */
export interface PlacedWrite {
  readonly event: EventToWrite
  /** The name that its stream has, or would have, on the server, and its place in it. */
  readonly stream: string
  readonly revision: number
  /** The fact that it corrects or retracts. */
  readonly amended: FactId | undefined
}

/** What one append of this process writes, behind an exact revision of a stream of the server. */
export class WrittenRun {
  readonly stream: string
  readonly events: readonly PlacedWrite[]
  readonly #first: number
  readonly #positions: (Position | undefined)[] = []
  #isWritten = false

  /** `first`: the revision of the first of the events. */
  constructor(stream: string, first: number, events: readonly PlacedWrite[]) {
    this.stream = stream
    this.events = events
    this.#first = first
  }

  /** The last revision of the server's stream. */
  get end(): number {
    return this.#first + this.events.length - 1
  }

  /** Undefined for an event at another place. */
  eventAt(stream: string, revision: number): PlacedWrite | undefined {
    return stream === this.stream ? this.events[revision - this.#first] : undefined
  }

  /** Whether the server has said that these events, and no others, are there. */
  get isWritten(): boolean {
    return this.#isWritten
  }

  /** The server's answer tells where the last of them is. */
  written(position: Position): void {
    this.#isWritten = true
    this.arrived(this.end, position)
  }

  arrived(revision: number, position: Position): void {
    this.#positions[revision - this.#first] = position
  }

  /** Where those of its events are that have arrived. */
  positions(): Map<EventId, Position> {
    const positions = new Map<EventId, Position>()
    for (const [at, { event }] of this.events.entries()) {
      const position = this.#positions[at]
      // The ids are those of our events.
      if (position !== undefined) positions.set(event.id as EventId, position)
    }
    return positions
  }
}

/**
 * Appends of this process that the index has not come to. What is known of their events need not be
 * read out of them when the subscription brings them back.
 */
export class WrittenRuns {
  readonly #byEvent = new Map<string, WrittenRun>()

  begin(run: WrittenRun): void {
    for (const { event } of run.events) this.#byEvent.set(event.id, run)
  }

  /** It was not written, or nobody knows. */
  forget(run: WrittenRun): void {
    for (const { event } of run.events)
      if (this.#byEvent.get(event.id) === run) this.#byEvent.delete(event.id)
  }

  /** An event that this process is known to have written there. */
  written(event: ClientEvent): PlacedWrite | undefined {
    const run = this.#byEvent.get(event.id)
    if (run?.isWritten !== true) return undefined
    const write = run.eventAt(event.streamId, Number(event.revision))
    return write?.event.id === event.id ? write : undefined
  }

  /** The index has come to the event. */
  arrived(event: ClientEvent, position: Position): void {
    const run = this.#byEvent.get(event.id)
    const revision = Number(event.revision)
    if (run?.eventAt(event.streamId, revision)?.event.id !== event.id) return
    run.arrived(revision, position)
    this.#byEvent.delete(event.id)
  }

  clear(): void {
    this.#byEvent.clear()
  }
}
