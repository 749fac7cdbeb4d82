import { amendedFactOf } from '@jianwei/events/fact.ts'
import type { EventId } from '@jianwei/events/identity.ts'
import type { AppendOutcome, StreamAppend } from '@jianwei/events/ports/event-log.ts'
import { APPEND_EVENTS_MAX, piecesOf, tooLarge } from '#/log/kurrent/append-pieces.ts'
import { eventToWrite } from '#/log/kurrent/event-format.ts'
import { JournalAppends } from '#/log/kurrent/journal-appends.ts'
import { NEVER_WRITTEN } from '#/log/kurrent/kurrent-client.ts'
import {
  ATTEMPTS_MAX,
  giveTime,
  othersWereFaster,
  readBehind,
  writeBehind,
  type ServerAppendParts,
} from '#/log/kurrent/server-append.ts'
import {
  appendedOutcome,
  conflictOutcome,
  isExpected,
  type Appending,
  type WritableEvents,
} from '#/log/kurrent/stream-append.ts'
import { Lanes, Turns } from '#/log/kurrent/turns.ts'

/*
 * Appends. What lies in a journal goes there (`journal-appends.ts`). An append to a stream that has
 * one of the server's to itself:
 *
 *  1. Believe the stream to be where it is known to be. All events up to there are known.
 *  2. Leave out what the log holds, and compare the expected revision with where the stream is.
 *  3. Write the rest behind exactly that revision.
 *  4. When the stream is elsewhere, the server refuses. Then read what others wrote to it, and go
 *     on with 2.
 *
 * Two pieces of work on the same stream or the same event wait for each other, so within a process
 * an event is written once whatever its streams are. Between processes it is written once in each
 * stream, and once in all streams except when two processes write it to different ones within the
 * moment that the index is behind.
 */

/** Appends in flight. */
const APPENDS_MAX = 64

export class StreamAppends {
  readonly #parts: ServerAppendParts
  readonly #turns = new Turns()
  readonly #lanes = new Lanes(APPENDS_MAX)
  readonly #journals = new Map<string, JournalAppends>()
  readonly #inOrder: boolean

  /** `in_order`: what an append to a journal failed of ends all that are behind it. */
  constructor(parts: ServerAppendParts, { in_order }: { readonly in_order: boolean }) {
    this.#parts = parts
    this.#inOrder = in_order
  }

  /** Queues up before the call returns. */
  append(append: StreamAppend, events: WritableEvents): Appending {
    const journal = this.#parts.names.journalOf(append.stream)
    if (journal !== undefined)
      return this.#journal(journal).append(append, events, this.#turns.queue([...events.keys()]))
    const keys = [append.stream, ...events.keys()]
    const outcome = this.#turns.take(keys, () =>
      this.#lanes.run(() => this.#appendOwn(append, events)),
    )
    const ended = (): void => {}
    return { written: () => outcome.then(ended), outcome }
  }

  /** All of them queue up before it returns; one entry of `events` for each append. */
  appendAll(
    appends: readonly StreamAppend[],
    events: readonly WritableEvents[],
  ): readonly Promise<AppendOutcome>[] {
    return appends.map((append, at) => this.append(append, events[at]!).outcome)
  }

  /** Appends that are have their order from the journal. */
  isJournalled({ stream }: StreamAppend): boolean {
    return this.#parts.names.journalOf(stream) !== undefined
  }

  #journal(name: string): JournalAppends {
    const known = this.#journals.get(name)
    if (known !== undefined) return known
    const journal = new JournalAppends(this.#parts, name, { in_order: this.#inOrder })
    this.#journals.set(name, journal)
    return journal
  }

  async #appendOwn(append: StreamAppend, events: WritableEvents): Promise<AppendOutcome> {
    const fresh = await this.#append(append, events)
    if ('outcome' in fresh) return fresh
    const positions = this.#parts.positions.positionsOf([...events.keys()])
    return appendedOutcome(append.events, { fresh, positions })
  }

  /** Gives the events that were new, or the conflict. */
  async #append(
    append: StreamAppend,
    events: WritableEvents,
  ): Promise<ReadonlySet<EventId> | AppendOutcome> {
    const { expected } = append
    const { names, positions, size } = this.#parts
    const stream = names.nameOf(append.stream)
    // A belief may be out of date: only what was just read tells a conflict.
    let isCertain = false
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const held = positions.held([...events.keys()])
      const fresh = [...events].filter(([id]) => !held.has(id))
      if (fresh.length === 0) return new Set()
      const revision = positions.revisionOf(stream) ?? NEVER_WRITTEN
      let isElsewhere = false
      if (isExpected(expected, revision)) {
        const bytes = fresh.reduce((sum, [, event]) => sum + event.bytes, 0)
        if (expected === 'any' && (bytes > size.bytes_max || fresh.length > APPEND_EVENTS_MAX))
          if (fresh.length > 1) return this.#appendPieces(append, events)
        const toWrite = fresh.map(([, writable], at) => ({
          event: eventToWrite(writable),
          stream,
          revision: revision + 1 + at,
          amended: amendedFactOf(writable.event),
        }))
        const { outcome } = await writeBehind(this.#parts, { stream, revision }, toWrite)
        if (outcome === 'written') return new Set(fresh.map(([id]) => id))
        if (outcome === 'too-large') {
          if (expected === 'any' && fresh.length > 1) return this.#appendPieces(append, events)
          throw tooLarge(append, { bytes, bytes_max: size.bytes_max })
        }
        isElsewhere = true
      } else if (isCertain) {
        return conflictOutcome(expected, revision)
      }
      const read = await readBehind(this.#parts, stream)
      if (isElsewhere && read === 0) await giveTime(attempt)
      isCertain = true
    }
    throw othersWereFaster(append.stream)
  }

  /** What expects no revision and does not fit into one append of the server. */
  async #appendPieces(
    append: StreamAppend,
    events: WritableEvents,
  ): Promise<ReadonlySet<EventId> | AppendOutcome> {
    const written = new Set<EventId>()
    for (const piece of piecesOf([...events.values()], this.#parts.size.bytes_max)) {
      const part = { ...append, events: piece.map(({ event }) => event) }
      const fresh = await this.#append(
        part,
        new Map(piece.map((event) => [event.event.event_id, event])),
      )
      // Whatever the stream is at, it is expected there.
      if ('outcome' in fresh) return fresh
      for (const id of fresh) written.add(id)
    }
    return written
  }
}
