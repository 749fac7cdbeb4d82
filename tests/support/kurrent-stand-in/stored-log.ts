import { EventEmitter } from 'node:events'
import { decideAppend, RecentIds, type ExpectedState, type StoredEvent } from './append-rules.ts'
import { EventRuns, type Neighbour } from './event-runs.ts'
import { limitsIn, type StreamLimits } from './stream-limits.ts'

export interface ProposedEvent {
  readonly id: string
  readonly type: string
  readonly contentType: string
  readonly data: Uint8Array
  readonly metadata: Uint8Array
}

export type AppendAnswer =
  | { readonly answer: 'written' | 'repeat'; readonly revision: number; readonly position: number }
  | { readonly answer: 'wrong-revision'; readonly current: number | undefined }
  | { readonly answer: 'stream-deleted' }

/** Where a real server's first event would be, after its own. */
const FIRST_POSITION = 1_000
const RECORD_BYTES = 120

/** What the server writes behind the last event of a stream that is deleted for ever. */
export const TOMBSTONE = '$streamDeleted'
/** Its revision, 2^63 − 1, which a number cannot hold; here it is the largest that a number can. */
export const TOMBSTONE_REVISION = Number.MAX_SAFE_INTEGER

/** The server's log, in memory. Emits 'written' after each append. */
export class StoredLog extends EventEmitter<{ written: [] }> {
  readonly #all: StoredEvent[] = []
  readonly #streams = new Map<string, StoredEvent[]>()
  readonly #runs = new EventRuns()
  readonly #recent = new RecentIds()
  #nextPosition = FIRST_POSITION
  now = (): number => Date.now()
  #readableTo = Number.POSITIVE_INFINITY
  /** Events that were scavenged: numbers that readers have are then others. */
  removals = 0
  /** Bytes of other things that lie behind an event. */
  gap = (): number => 0
  /** Appends that wrote something. */
  writes = 0

  /** Every event but those that neighbours wrote in long runs. */
  get all(): readonly StoredEvent[] {
    return this.#all
  }

  /** How many events the log holds, with the neighbours'. */
  get size(): number {
    return this.#all.length + this.#runs.size
  }

  /** Where the next event will be. */
  get nextPosition(): number {
    return this.#nextPosition
  }

  /** By its number in the whole log, from 0 on. */
  at(index: number): StoredEvent | undefined {
    const found = this.#runs.at(index)
    return typeof found === 'number' ? this.#all[found] : found
  }

  /**
   * How many events from this one on are one neighbour's, in one stream; 1 where it is an event of
   * its own.
   */
  alike(index: number): number {
    return this.#runs.alike(index)
  }

  /** What the log holds of a stream, oldest first, whether readers may still see it or not. */
  stream(name: string): readonly StoredEvent[] {
    return this.#streams.get(name) ?? []
  }

  /** What readers of the stream see: what its limits leave. */
  visible(name: string): readonly StoredEvent[] {
    return limitsOf(this, name).keep(this.stream(name), this.now())
  }

  isTombstoned(name: string): boolean {
    return this.stream(name).at(-1)?.type === TOMBSTONE
  }

  /** Readers are at a node that is behind: what is written from now on it does not have. */
  fallBehind(): void {
    this.#readableTo = this.#nextPosition
  }

  /** The node has everything again. */
  catchUp(): void {
    this.#readableTo = Number.POSITIVE_INFINITY
    this.emit('written')
  }

  /** Whether the node that is read has it. */
  isThere({ position }: StoredEvent): boolean {
    return position < this.#readableTo
  }

  append(
    stream: string,
    expected: ExpectedState,
    proposed: readonly ProposedEvent[],
  ): AppendAnswer {
    if (this.isTombstoned(stream)) return { answer: 'stream-deleted' }
    const events = this.stream(stream)
    const ids = proposed.map(({ id }) => id)
    // Of a stream that was deleted softly, "no stream" is true again.
    const isGone = expected === 'absent' && events.length > 0 && this.visible(stream).length === 0
    const state = isGone ? (events.at(-1)?.revision ?? 0) : expected
    const decided = decideAppend(state, ids, { events, recent: this.#recent })
    switch (decided.decision) {
      case 'wrong-revision':
        return { answer: 'wrong-revision', current: events.at(-1)?.revision }
      case 'repeat':
        return {
          answer: 'repeat',
          revision: decided.last.revision,
          position: decided.last.position,
        }
      case 'write':
        this.writes += 1
        for (const event of proposed) this.#write(stream, event)
        this.emit('written')
        return {
          answer: 'written',
          revision: this.stream(stream).at(-1)?.revision ?? 0,
          position: this.#all.at(-1)?.position ?? 0,
        }
    }
  }

  /** Many events of a neighbour, made when they are read. */
  appendRun(neighbour: Neighbour, count: number): void {
    this.#runs.add({
      ...neighbour,
      count,
      after: this.#all.length,
      first_position: this.#nextPosition,
      created_ms: this.now(),
    })
    this.#nextPosition += neighbour.bytes * count
    this.emit('written')
  }

  /** An event as it comes about without an append of ours: other positions, another revision. */
  place(stream: string, event: ProposedEvent, fields: Partial<StoredEvent> = {}): void {
    this.#write(stream, event, fields)
    this.emit('written')
  }

  /** Takes out of the files what no reader of its stream sees any more. Tombstones stay. */
  scavenge(): number {
    const kept = new Set<StoredEvent>()
    for (const name of this.#streams.keys()) {
      if (!this.isTombstoned(name)) for (const event of this.visible(name)) kept.add(event)
      // The last event says where the stream goes on, so it stays whatever the limits are.
      for (const event of this.stream(name).slice(-1)) kept.add(event)
    }
    const gone = this.#all.filter((event) => !kept.has(event))
    for (const event of gone) this.#remove(event)
    this.removals += gone.length
    return gone.length
  }

  /** Index of the first event at or behind the position. */
  indexAt(position: number): number {
    let [low, high] = [0, this.size]
    while (low < high) {
      const middle = (low + high) >>> 1
      // Below the length.
      if (this.at(middle)!.position < position) low = middle + 1
      else high = middle
    }
    return low
  }

  /** As a backup is put back that was made when the log held so many events. */
  setBack(count: number): void {
    const next = this.#all[count]
    if (next === undefined) return
    this.#all.length = count
    this.#runs.dropBehind(count)
    this.#streams.clear()
    for (const event of this.#all)
      this.#streams.set(event.stream, [...this.stream(event.stream), event])
    this.#nextPosition = next.position
    this.#recent.forget()
  }

  forgetRecentIds(): void {
    this.#recent.forget()
  }

  #write(stream: string, event: ProposedEvent, fields: Partial<StoredEvent> = {}): void {
    const events = this.#streams.get(stream) ?? []
    const last = events.at(-1)
    const stored = {
      ...event,
      stream,
      revision: last === undefined ? 0 : last.revision + 1,
      position: this.#nextPosition,
      created_ms: this.now(),
      ...fields,
    }
    this.#nextPosition += RECORD_BYTES + event.data.length + event.metadata.length + this.gap()
    events.push(stored)
    this.#streams.set(stream, events)
    this.#all.push(stored)
    this.#recent.add(stored)
  }

  #remove(event: StoredEvent): void {
    const at = this.#all.indexOf(event)
    this.#all.splice(at, 1)
    this.#runs.closeGapAt(at)
    const left = this.stream(event.stream).filter((other) => other !== event)
    this.#streams.set(event.stream, left)
  }
}

function limitsOf(log: StoredLog, stream: string): StreamLimits {
  return limitsIn(log.stream(`$$${stream}`).at(-1)?.data)
}
