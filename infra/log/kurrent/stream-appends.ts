import type { NewEvent, Revision } from '@jianwei/events/envelope.ts'
import { LogUnavailable } from '@jianwei/events/errors.ts'
import type { EventId } from '@jianwei/events/identity.ts'
import type {
  AppendedEvent,
  AppendOutcome,
  ExpectedRevision,
  StreamAppend,
} from '@jianwei/events/ports/event-log.ts'
import { failureOf, logError } from '#/log/kurrent/client-failure.ts'
import { eventToWrite, logPositionOf, positionOf } from '#/log/kurrent/event-format.ts'
import type { ClientEvent, EventToWrite, KurrentClient } from '#/log/kurrent/kurrent-client.ts'
import type { KnownPositions } from '#/log/kurrent/known-positions.ts'
import { collected, retrying, type Patience } from '#/log/kurrent/retrying.ts'
import type { StreamNames } from '#/log/kurrent/stream-names.ts'
import { Lanes, Turns } from '#/log/kurrent/turns.ts'

/*
 * An append to one stream:
 *
 *  1. Believe the stream to be where the last append has left it, or else where the index has seen
 *     it. All events up to there are known.
 *  2. Leave out what the log holds, and compare the expected revision with where the stream is.
 *  3. Write the rest behind exactly that revision. When the answer does not come, write the same
 *     again: the server compares with what the stream holds and answers as it did the first time.
 *  4. When the stream is elsewhere, the server refuses. Then read back from its end to an event
 *     that is known: everything in the stream before that one is known too, so now all of its
 *     events are. Go on with 2.
 *
 * Two pieces of work on the same stream or the same event wait for each other, so within a process
 * an event is written once whatever its streams are. Between processes it is written once in each
 * stream, and once in all streams except when two processes write it to different ones within the
 * moment that the index is behind.
 */

/** Appends in flight. */
const APPENDS_MAX = 64
/** Streams whose revision is remembered; of the others it is read again. */
const REVISIONS_MAX = 50_000
/** Events read at once from the end of a stream. */
const TAIL_EVENTS_MAX = 100
/** Times that other writers may be faster. */
const ATTEMPTS_MAX = 50
const NEVER_WRITTEN = -1

export interface StreamAppendsParts {
  readonly client: KurrentClient
  readonly names: StreamNames
  readonly positions: KnownPositions
  readonly patience: Patience
}

/** The events of one append, each once. */
export type WritableEvents = ReadonlyMap<EventId, EventToWrite>

/** Throws TypeError or RangeError when an event cannot be written. */
export function writableEvents(append: StreamAppend): WritableEvents {
  return new Map(append.events.map((event) => [event.event_id, eventToWrite(event)]))
}

export class StreamAppends {
  readonly #parts: StreamAppendsParts
  readonly #turns = new Turns()
  readonly #lanes = new Lanes(APPENDS_MAX)
  /** Least recently used first. */
  readonly #revisions = new Map<string, number>()

  constructor(parts: StreamAppendsParts) {
    this.#parts = parts
  }

  /** Queues up before the call returns. */
  append(append: StreamAppend, events: WritableEvents): Promise<AppendOutcome> {
    const keys = [append.stream, ...events.keys()]
    return this.#turns.take(keys, () => this.#lanes.run(() => this.#append(append, events)))
  }

  async #append(append: StreamAppend, events: WritableEvents): Promise<AppendOutcome> {
    const { expected } = append
    const stream = this.#parts.names.nameOf(append.stream)
    const ids = [...events.keys()]
    // A belief may be out of date: only what was just read tells a conflict.
    let isCertain = false
    let revision = this.#believedRevision(stream)
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const held = this.#parts.positions.positionsOf(ids)
      if (held.size === ids.length) return this.#outcome(append.events, new Set())
      if (isExpected(expected, revision)) {
        const fresh = ids.filter((id) => !held.has(id))
        // Keys of the map.
        const isWritten = await this.#write(
          stream,
          revision,
          fresh.map((id) => events.get(id)!),
        )
        if (isWritten) return this.#outcome(append.events, new Set(fresh))
      } else if (isCertain) {
        return { outcome: 'conflict', expected, actual: revisionOf(revision) }
      }
      revision = await this.#readTail(stream)
      isCertain = true
    }
    throw new LogUnavailable(`other writers of ${append.stream} were faster ${ATTEMPTS_MAX} times`)
  }

  #believedRevision(stream: string): number {
    return this.#revisions.get(stream) ?? this.#parts.positions.revisionOf(stream) ?? NEVER_WRITTEN
  }

  /** False when the stream was no longer there, and nothing was written. */
  async #write(
    stream: string,
    revision: number,
    events: readonly EventToWrite[],
  ): Promise<boolean> {
    const { client, patience, positions } = this.#parts
    const expected = revision === NEVER_WRITTEN ? 'absent' : BigInt(revision)
    const command = { stream, expected, events, deadline_ms: patience.answer_ms } as const
    try {
      const reply = await retrying(() => client.append(command), patience)
      const last = revision + events.length
      // The answer tells the position of the last event only.
      const before =
        events.length === 1 ? [] : await this.#read(stream, BigInt(revision + 1), events.length - 1)
      for (const event of before)
        positions.remember(event.id as EventId, positionOf(logPositionOf(event)))
      // Written by us.
      const lastId = events.at(-1)?.id as EventId
      if (reply.logPosition === undefined)
        throw new LogUnavailable('the server did not say where it has put an event')
      positions.remember(lastId, positionOf(reply.logPosition))
      this.#rememberRevision(stream, last)
      return true
    } catch (error) {
      // Whatever happened, where the stream is must be looked at again.
      this.#revisions.delete(stream)
      if (failureOf(error) === 'wrong-revision') return false
      throw logError(error)
    }
  }

  /** Reads back to an event that is known; returns the stream's revision. */
  async #readTail(stream: string): Promise<number> {
    const { positions } = this.#parts
    const unknown: ClientEvent[] = []
    let from: bigint | 'end' = 'end'
    let revision = NEVER_WRITTEN
    for (;;) {
      const piece: readonly ClientEvent[] = await this.#readBack(stream, from)
      const first = piece[0]
      if (from === 'end' && first !== undefined) revision = Number(first.revision)
      const known = positions.positionsOf(piece.map((event) => event.id as EventId))
      const end = piece.findIndex((event) => known.has(event.id as EventId))
      unknown.push(...(end === -1 ? piece : piece.slice(0, end)))
      const oldest = piece.at(-1)
      if (
        end !== -1 ||
        oldest === undefined ||
        oldest.revision === 0n ||
        piece.length < TAIL_EVENTS_MAX
      )
        break
      from = oldest.revision - 1n
    }
    // All at once: an event counts as known only when those before it in its stream are.
    for (const event of unknown)
      positions.remember(event.id as EventId, positionOf(logPositionOf(event)))
    this.#rememberRevision(stream, revision)
    return revision
  }

  async #readBack(stream: string, from: bigint | 'end'): Promise<readonly ClientEvent[]> {
    const reading = { stream, direction: 'backwards', from, events_max: TAIL_EVENTS_MAX } as const
    return this.#collect(() => this.#parts.client.readStream(reading))
  }

  async #read(stream: string, from: bigint, events_max: number): Promise<readonly ClientEvent[]> {
    return this.#collect(() =>
      this.#parts.client.readStream({ stream, direction: 'forwards', from, events_max }),
    )
  }

  async #collect(read: () => AsyncIterable<ClientEvent>): Promise<readonly ClientEvent[]> {
    const { patience } = this.#parts
    try {
      return await retrying(() => collected(read(), patience.answer_ms), patience)
    } catch (error) {
      throw logError(error)
    }
  }

  #rememberRevision(stream: string, revision: number): void {
    this.#revisions.delete(stream)
    this.#revisions.set(stream, revision)
    if (this.#revisions.size <= REVISIONS_MAX) return
    const [oldest] = this.#revisions.keys()
    if (oldest !== undefined) this.#revisions.delete(oldest)
  }

  #outcome(events: readonly NewEvent[], written: ReadonlySet<EventId>): AppendOutcome {
    const positions = this.#parts.positions.positionsOf(events.map(({ event_id }) => event_id))
    const seen = new Set<EventId>()
    const appended = events.map(({ event_id }): AppendedEvent => {
      const duplicate = !written.has(event_id) || seen.has(event_id)
      seen.add(event_id)
      // Each of them is in the log by now.
      return { event_id, position: positions.get(event_id)!, duplicate }
    })
    return { outcome: 'appended', events: appended }
  }
}

function isExpected(expected: ExpectedRevision, revision: number): boolean {
  if (expected === 'any') return true
  return expected === 'absent' ? revision === NEVER_WRITTEN : revision === expected
}

function revisionOf(revision: number): Revision | 'absent' {
  return revision === NEVER_WRITTEN ? 'absent' : (revision as Revision)
}
