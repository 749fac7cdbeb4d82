import { setTimeout as sleep } from 'node:timers/promises'
import type { StreamId } from '@jianwei/events/envelope.ts'
import { serverPlaceOf, placeOf, positionOf } from '#/log/kurrent/event-format.ts'
import type { ClientEvent, KurrentClient } from '#/log/kurrent/kurrent-client.ts'
import type { KnownPositions } from '#/log/kurrent/known-positions.ts'
import type { StreamMember } from '#/log/kurrent/position-index.ts'
import { answered, collected, type Patience } from '#/log/kurrent/retrying.ts'
import type { StreamNames } from '#/log/kurrent/stream-names.ts'
import { Lanes } from '#/log/kurrent/turns.ts'

/*
 * The events of one stream, oldest first:
 *
 *  1. Those in the stream that it has on the server to itself: all of them, or for one that lies in
 *     a journal what was written before there were journals.
 *  2. Those in journals. The index knows which they are; neighbours are read together.
 *
 * Their revisions go on from one to the other, whoever reads them.
 */

/** Events of a stream that are read in one piece. */
const PIECE_EVENTS_MAX = 500
/** Events of a journal that are read together, and foreign ones between two that are wanted. */
const RUN_EVENTS_MAX = 500
const GAP_EVENTS_MAX = 16
/** Readings of a journal at the same time. */
const READINGS_MAX = 32
/** A node may not have yet what the index has from another; then it is asked again. */
const ASKED_AGAIN_MS = [20, 50, 100, 250, 500] as const

export interface StreamReadingParts {
  readonly client: KurrentClient
  readonly names: StreamNames
  readonly patience: Patience
  readonly signal: AbortSignal
}

export class StreamReading {
  readonly #parts: StreamReadingParts
  readonly #lanes = new Lanes(READINGS_MAX)

  constructor(parts: StreamReadingParts) {
    this.#parts = parts
  }

  /** In pieces; the index has all of the events of a piece when it is given. */
  async *pieces(
    stream: StreamId,
    positions: KnownPositions,
  ): AsyncGenerator<readonly ClientEvent[], void, undefined> {
    const { names } = this.#parts
    const journal = names.journalOf(stream)
    const name = names.nameOf(stream)
    if (journal === undefined) return yield* this.#own(name, positions)
    await this.#caughtUp(journal, positions)
    const [first] = positions.places.membersOf(name, 0, 1)
    // Where the index knows no event of the stream, the server is not asked for any.
    if (first?.revision !== 0 && positions.revisionOf(name) !== undefined)
      for await (const piece of this.#own(name, positions))
        yield piece.filter(({ revision }) => first === undefined || revision < first.revision)
    yield* this.#members(stream, first?.revision ?? 0, positions)
  }

  async *#own(
    name: string,
    positions: KnownPositions,
  ): AsyncGenerator<readonly ClientEvent[], void, undefined> {
    let from: bigint | 'start' = 'start'
    for (;;) {
      const piece = await this.#read(name, from, PIECE_EVENTS_MAX)
      const last = piece.at(-1)
      if (last === undefined) return
      await positions.caughtUpTo(positionOf(serverPlaceOf(last)))
      yield piece
      if (piece.length < PIECE_EVENTS_MAX) return
      from = last.revision + 1n
    }
  }

  async *#members(
    stream: StreamId,
    fromRevision: number,
    positions: KnownPositions,
  ): AsyncGenerator<readonly ClientEvent[], void, undefined> {
    const name = this.#parts.names.nameOf(stream)
    let from = fromRevision
    for (;;) {
      const members = positions.places.membersOf(name, from, PIECE_EVENTS_MAX)
      const last = members.at(-1)
      if (last === undefined) return
      const runs = runsOf(members)
      const read = await Promise.all(
        runs.map((run) => this.#lanes.run(() => this.#readRun(stream, run))),
      )
      yield read.flat()
      if (members.length < PIECE_EVENTS_MAX) return
      from = last.revision + 1
    }
  }

  /** So that what another process wrote there a moment ago is in the index. */
  async #caughtUp(journal: string, positions: KnownPositions): Promise<void> {
    const reading = { stream: journal, direction: 'backwards', from: 'end', events_max: 1 } as const
    const [last] = await this.#answered(() => this.#parts.client.readStream(reading))
    if (last !== undefined) await positions.caughtUpTo(positionOf(serverPlaceOf(last)))
  }

  /** What was erased is in the index and no longer in the log. */
  async #readRun(stream: StreamId, run: readonly StreamMember[]): Promise<readonly ClientEvent[]> {
    const [first, last] = [run[0]!, run.at(-1)!]
    const { name } = first.journal
    const wanted = new Set(run.map(({ journal }) => journal.revision))
    const count = last.journal.revision - first.journal.revision + 1
    for (const pauseMs of [...ASKED_AGAIN_MS, undefined]) {
      const events = await this.#read(name, BigInt(first.journal.revision), count)
      const members = events.filter(({ revision }) => wanted.has(Number(revision)))
      if (members.length === run.length || pauseMs === undefined)
        // Another stream may have the same hash.
        return members.filter((event) => placeOf(event, this.#parts.names)?.stream === stream)
      await sleep(pauseMs)
    }
    return []
  }

  #read(
    stream: string,
    from: bigint | 'start',
    events_max: number,
  ): Promise<readonly ClientEvent[]> {
    const reading = { stream, direction: 'forwards', from, events_max } as const
    return this.#answered(() => this.#parts.client.readStream(reading))
  }

  #answered(read: () => AsyncIterable<ClientEvent>): Promise<readonly ClientEvent[]> {
    const { patience, signal } = this.#parts
    return answered(() => collected(read(), patience.answer_ms), patience, signal)
  }
}

/** Members that lie near each other in one journal. */
function runsOf(members: readonly StreamMember[]): readonly (readonly StreamMember[])[] {
  const runs: StreamMember[][] = []
  for (const member of members) {
    const run = runs.at(-1)
    const [first, last] = [run?.[0]?.journal, run?.at(-1)?.journal]
    const { name, revision } = member.journal
    const isNear =
      first?.name === name &&
      last !== undefined &&
      revision > last.revision &&
      revision - last.revision <= GAP_EVENTS_MAX &&
      revision - first.revision < RUN_EVENTS_MAX
    if (run !== undefined && isNear) run.push(member)
    else runs.push([member])
  }
  return runs
}
