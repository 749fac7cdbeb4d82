import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import type { Position, Revision } from '@jianwei/events/envelope.ts'
import { amendedFactOf } from '@jianwei/events/fact.ts'
import type { EventId } from '@jianwei/events/identity.ts'
import type { AppendOutcome, StreamAppend } from '@jianwei/events/ports/event-log.ts'
import { APPEND_EVENTS_MAX, piecesOf, tooLarge } from '#/log/kurrent/append-pieces.ts'
import { eventToWrite, type WritableEvent } from '#/log/kurrent/event-format.ts'
import { NEVER_WRITTEN } from '#/log/kurrent/kurrent-client.ts'
import {
  ATTEMPTS_MAX,
  giveTime,
  othersWereFaster,
  positionsOfRun,
  readBehind,
  writeBehind,
  type ServerAppendOutcome,
  type ServerAppendParts,
} from '#/log/kurrent/server-append.ts'
import {
  appendedOutcome,
  conflictOutcome,
  isExpected,
  type Appending,
  type WritableEvents,
  type Written,
} from '#/log/kurrent/stream-append.ts'
import type { Turn } from '#/log/kurrent/turns.ts'
import type { PlacedWrite } from '#/log/kurrent/written-runs.ts'

/*
 * Appends to the streams that share one journal, in the order of the calls:
 *
 *  1. What has been asked for meanwhile makes a group, up to what one append of the server takes.
 *  2. Believe the journal to be where it is known to be. All of its events up to there are known,
 *     so the revisions of its streams are, and which events the log holds.
 *  3. Plan: leave out what the log holds, compare expected revisions with where the streams are,
 *     give each event its place in its stream, which goes into its metadata.
 *  4. Write the plan behind exactly that revision of the journal, in one append.
 *  5. When others have written to the journal, the server refuses. Then read what they wrote, and
 *     go on with 3: nothing in the plan was true of a journal that had moved.
 *
 * So the journal's revision guards all of its streams: two processes never give two events one
 * place in a stream, and an event is never written twice to a stream.
 */

/**
 * So long after another process has been met at the journal, this one leaves it a gap after each
 * append, as long as the append took: who writes without a pause would always be first.
 */
const SHARED_MS = 1_000
const GAP_MS_MAX = 50

const NOWHERE: ReadonlyMap<EventId, Position> = new Map()

/** An append that waits, in the order of the calls. */
interface Member {
  readonly append: StreamAppend
  readonly events: WritableEvents
  readonly bytes: number
  readonly turn: Turn
  readonly written: (written: Written) => void
  readonly refused: (outcome: AppendOutcome) => void
  readonly failed: (error: unknown) => void
}

/** What an append comes to behind a known revision of the journal. */
type Planned =
  | { readonly plan: 'write'; readonly member: Member; readonly events: readonly PlacedWrite[] }
  | { readonly plan: 'conflict'; readonly member: Member; readonly revision: number }

interface Plan {
  readonly members: readonly Planned[]
  /** Where the streams of the journal are after it. */
  readonly ends: ReadonlyMap<string, number>
}

/** One journal. At most one append of this process is under way to it. */
export class JournalAppends {
  readonly #parts: ServerAppendParts
  readonly #journal: string
  readonly #inOrder: boolean
  /** In order nothing is written behind what failed. */
  #ended: { readonly error: unknown } | undefined
  readonly #waiting: Member[] = []
  #isRunning = false
  /** Until then the journal counts as shared with other processes. */
  #sharedUntil = 0

  constructor(
    parts: ServerAppendParts,
    journal: string,
    { in_order }: { readonly in_order: boolean },
  ) {
    this.#parts = parts
    this.#journal = journal
    this.#inOrder = in_order
  }

  /** Queues up before the call returns. The turn holds the events' ids. */
  append(append: StreamAppend, events: WritableEvents, turn: Turn): Appending {
    const { promise, resolve, reject } = Promise.withResolvers<Written | AppendOutcome>()
    let bytes = 0
    for (const event of events.values()) bytes += event.bytes
    this.#waiting.push({
      append,
      events,
      bytes,
      turn,
      written: resolve,
      refused: resolve,
      failed: reject,
    })
    if (!this.#isRunning) void this.#run()
    const ended = (): void => {}
    return {
      written: () => promise.then(ended),
      outcome: this.#outcome(append, promise, turn),
    }
  }

  /** Waits until it is known where the events are. */
  async #outcome(
    append: StreamAppend,
    planned: Promise<Written | AppendOutcome>,
    turn: Turn,
  ): Promise<AppendOutcome> {
    try {
      const written = await planned
      return 'outcome' in written ? written : await appendedOutcome(append.events, written)
    } finally {
      turn.end()
    }
  }

  async #run(): Promise<void> {
    this.#isRunning = true
    while (this.#waiting.length > 0) {
      // Lets the other calls of this turn of the event loop join.
      await nextTurn()
      const group = await this.#takeGroup()
      const since = performance.now()
      try {
        if (this.#ended !== undefined) throw this.#ended.error
        await (this.#fits(group) ? this.#commit(group) : this.#divideAll(group, 'unfit'))
      } catch (error) {
        if (this.#inOrder) this.#ended ??= { error }
        for (const member of group) member.failed(error)
      }
      const now = performance.now()
      if (now < this.#sharedUntil) await sleep(Math.min(now - since, GAP_MS_MAX))
    }
    this.#isRunning = false
  }

  /**
   * From the front of the line, those whose turn has come. One that waits for its turn waits for
   * calls that came before it, so no two journals wait for each other.
   */
  async #takeGroup(): Promise<readonly Member[]> {
    // The line is not empty.
    const first = this.#waiting.shift()!
    await first.turn.comes
    const group = [first]
    let { bytes } = first
    let events = first.events.size
    for (;;) {
      const next = this.#waiting[0]
      if (next === undefined || next.turn.comes !== undefined) return group
      bytes += next.bytes
      events += next.events.size
      if (bytes > this.#parts.size.bytes_max || events > APPEND_EVENTS_MAX) return group
      this.#waiting.shift()
      group.push(next)
    }
  }

  /** Throws what ended it for those that have no answer yet. */
  async #commit(group: readonly Member[]): Promise<void> {
    // Only what was just read tells a conflict.
    let isCertain = false
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      const plan = this.#plan(group, isCertain)
      if (plan !== undefined) {
        const outcome = await this.#write(plan)
        if (outcome === 'written') return
        if (outcome === 'too-large') return this.#divideAll(group, 'refused')
        this.#sharedUntil = performance.now() + SHARED_MS
      }
      const read = await readBehind(this.#parts, this.#journal)
      if (plan !== undefined && read === 0) await giveTime(attempt)
      isCertain = true
    }
    throw othersWereFaster(this.#journal)
  }

  /** Undefined when it is not certain whether an append is expected where its stream is. */
  #plan(group: readonly Member[], isCertain: boolean): Plan | undefined {
    const { positions, names } = this.#parts
    const ends = new Map<string, number>()
    const held = positions.held(group.flatMap(({ events }) => [...events.keys()]))
    const members: Planned[] = []
    for (const member of group) {
      const { append, events } = member
      const stream = names.nameOf(append.stream)
      const fresh = [...events].filter(([id]) => !held.has(id))
      let revision = ends.get(stream) ?? positions.revisionOf(stream) ?? NEVER_WRITTEN
      if (fresh.length > 0 && !isExpected(append.expected, revision)) {
        if (!isCertain) return undefined
        members.push({ plan: 'conflict', member, revision })
        continue
      }
      const planned = fresh.map(([, writable]) => {
        revision += 1
        const place = { stream: append.stream, revision: revision as Revision }
        const amended = amendedFactOf(writable.event)
        return { event: eventToWrite(writable, place), stream, revision, amended }
      })
      if (planned.length > 0) ends.set(stream, revision)
      members.push({ plan: 'write', member, events: planned })
    }
    return { members, ends }
  }

  async #write({ members, ends }: Plan): Promise<'written' | 'elsewhere' | 'too-large'> {
    const { positions } = this.#parts
    const toWrite = members.filter((planned) => planned.plan === 'write')
    const events = toWrite.flatMap((planned) => planned.events)
    const held = toWrite.flatMap(heldIds)
    let known = NOWHERE
    let written: (ServerAppendOutcome & { readonly outcome: 'written' }) | undefined
    if (events.length > 0) {
      const revision = positions.revisionOf(this.#journal) ?? NEVER_WRITTEN
      const outcome = await writeBehind(this.#parts, { stream: this.#journal, revision }, events)
      if (outcome.outcome !== 'written') return outcome.outcome
      written = outcome
      for (const [stream, end] of ends) positions.rememberEnd(stream, end, written.position)
      known = written.run.positions()
    }
    // One look-up for all of them; the next group does not wait for it.
    const before = positions.positionsOf(held)
    const located = written === undefined ? before : positionsOfRun(positions, written, held)
    // Who waits for it is told.
    for (const looking of [before, located]) looking.catch(() => {})
    for (const planned of members) {
      const { member } = planned
      if (planned.plan === 'conflict') {
        member.refused(conflictOutcome(member.append.expected, planned.revision))
        continue
      }
      const fresh = freshIds(planned.events)
      // Who need not wait for the index does not.
      const isKnown = [...member.events.keys()].every((id) => known.has(id))
      const needed = fresh.size === 0 ? before : located
      member.written({ fresh, positions: isKnown ? Promise.resolve(known) : needed })
    }
    return 'written'
  }

  #fits(group: readonly Member[]): boolean {
    const bytes = group.reduce((sum, member) => sum + member.bytes, 0)
    const events = group.reduce((sum, member) => sum + member.events.size, 0)
    return bytes <= this.#parts.size.bytes_max && events <= APPEND_EVENTS_MAX
  }

  /**
   * What does not fit into one append of the server goes in several: each member by itself, and one
   * that is too large alone piece by piece. `refused`: the server has said so.
   */
  async #divideAll(group: readonly Member[], because: 'unfit' | 'refused'): Promise<void> {
    if (group.length === 1) return this.#divide(group[0]!, because)
    const half = Math.ceil(group.length / 2)
    for (const part of [group.slice(0, half), group.slice(half)])
      await (this.#fits(part) ? this.#commit(part) : this.#divideAll(part, 'unfit'))
  }

  /**
   * The events go in pieces; what expects a revision is written whole or not at all, so the server
   * decides about it, and so it does about a single event. The others of the group go on.
   */
  async #divide(member: Member, because: 'unfit' | 'refused'): Promise<void> {
    const { append, events, bytes } = member
    const { size } = this.#parts
    if (events.size === 1 || append.expected !== 'any') {
      if (because === 'unfit') return this.#commit([member])
      const error = tooLarge(append, { bytes, bytes_max: size.bytes_max })
      if (this.#inOrder) throw error
      return member.failed(error)
    }
    const pieces: Written[] = []
    for (const piece of piecesOf([...events.values()], size.bytes_max)) {
      const written = await this.#commitPiece(member, piece)
      if (written === undefined) return
      pieces.push(written)
    }
    member.written(together(pieces))
  }

  /** Undefined when the member was told that it failed. */
  async #commitPiece(
    member: Member,
    piece: readonly WritableEvent[],
  ): Promise<Written | undefined> {
    const answer = Promise.withResolvers<Written | undefined>()
    const part: Member = {
      ...member,
      events: new Map(piece.map((writable) => [writable.event.event_id, writable])),
      bytes: piece.reduce((sum, { bytes }) => sum + bytes, 0),
      written: answer.resolve,
      failed: (error) => {
        member.failed(error)
        answer.resolve(undefined)
      },
    }
    await this.#commit([part])
    return answer.promise
  }
}

function freshIds(events: readonly PlacedWrite[]): ReadonlySet<EventId> {
  // The ids are those of our events.
  return new Set(events.map(({ event }) => event.id as EventId))
}

/** Those of its events that the log held before. */
function heldIds({ member, events }: Planned & { readonly plan: 'write' }): readonly EventId[] {
  if (events.length === member.events.size) return []
  const fresh = freshIds(events)
  return [...member.events.keys()].filter((id) => !fresh.has(id))
}

/** The pieces of one append. */
function together(pieces: readonly Written[]): Written {
  const all = Promise.all(pieces.map(({ positions }) => positions))
  const positions = all.then((maps) => new Map(maps.flatMap((map) => [...map])))
  positions.catch(() => {})
  return { fresh: new Set(pieces.flatMap(({ fresh }) => [...fresh])), positions }
}
