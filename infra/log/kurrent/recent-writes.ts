import type { Position } from '@jianwei/events/envelope.ts'
import type { EventId } from '@jianwei/events/identity.ts'

/** Where an event is, or that it is there and the index will say where. */
export interface RecentEvent {
  readonly position: Position
  /** Otherwise the event is at the position or before it. */
  readonly is_exact: boolean
}

/** Where a stream or a journal was, and behind what it is no longer remembered. */
export interface RecentEnd {
  readonly revision: number
  readonly position: Position
}

/** What is known to be in the log before the index has come to it. */
export class RecentWrites {
  readonly #events = new Map<EventId, RecentEvent>()
  readonly #ends = new Map<string, RecentEnd>()

  /** Events. */
  get size(): number {
    return this.#events.size
  }

  /** Where the event that was remembered first is. */
  get oldest(): Position | undefined {
    const [oldest] = this.#events.values()
    return oldest?.position
  }

  has(eventId: EventId): boolean {
    return this.#events.has(eventId)
  }

  get(eventId: EventId): RecentEvent | undefined {
    return this.#events.get(eventId)
  }

  at(eventId: EventId, position: Position): void {
    if (this.#events.get(eventId)?.is_exact !== true)
      this.#events.set(eventId, { position, is_exact: true })
  }

  upTo(eventId: EventId, position: Position): void {
    if (!this.#events.has(eventId)) this.#events.set(eventId, { position, is_exact: false })
  }

  delete(eventId: EventId): void {
    this.#events.delete(eventId)
  }

  clear(): void {
    this.#events.clear()
    this.#ends.clear()
  }

  endOf(stream: string): RecentEnd | undefined {
    return this.#ends.get(stream)
  }

  end(stream: string, end: RecentEnd): void {
    this.#ends.set(stream, end)
  }

  forgetEnd(stream: string): void {
    this.#ends.delete(stream)
  }

  /** Oldest first; one that is out of order is forgotten a little later. */
  forgetEndsUpTo(reached: Position): void {
    for (const [stream, { position }] of this.#ends) {
      if (position > reached) return
      this.#ends.delete(stream)
    }
  }
}
