import { EventEmitter } from 'node:events'
import { decideAppend, RecentIds, type ExpectedState, type StoredEvent } from './append-rules.ts'

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

/** Where a real server's first event would be, after its own. */
const FIRST_POSITION = 1_000
const RECORD_BYTES = 120

/** The server's log, in memory. Emits 'written' after each append. */
export class StoredLog extends EventEmitter<{ written: [] }> {
  readonly #all: StoredEvent[] = []
  readonly #streams = new Map<string, StoredEvent[]>()
  readonly #recent = new RecentIds()
  #nextPosition = FIRST_POSITION
  now = (): number => Date.now()

  get all(): readonly StoredEvent[] {
    return this.#all
  }

  stream(name: string): readonly StoredEvent[] {
    return this.#streams.get(name) ?? []
  }

  append(
    stream: string,
    expected: ExpectedState,
    proposed: readonly ProposedEvent[],
  ): AppendAnswer {
    const events = this.stream(stream)
    const ids = proposed.map(({ id }) => id)
    const decided = decideAppend(expected, ids, { events, recent: this.#recent })
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
        for (const event of proposed) this.#write(stream, event)
        this.emit('written')
        return {
          answer: 'written',
          revision: this.stream(stream).length - 1,
          position: this.#all.at(-1)?.position ?? 0,
        }
    }
  }

  /** Index of the first event at or behind the position. */
  indexAt(position: number): number {
    let [low, high] = [0, this.#all.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      // Below the length.
      if (this.#all[middle]!.position < position) low = middle + 1
      else high = middle
    }
    return low
  }

  /** As a backup is put back that was made when the log held so many events. */
  setBack(count: number): void {
    const next = this.#all[count]
    if (next === undefined) return
    this.#all.length = count
    this.#streams.clear()
    for (const event of this.#all)
      this.#streams.set(event.stream, [...this.stream(event.stream), event])
    this.#nextPosition = next.position
    this.#recent.forget()
  }

  forgetRecentIds(): void {
    this.#recent.forget()
  }

  #write(stream: string, event: ProposedEvent): void {
    const events = this.#streams.get(stream) ?? []
    const stored = {
      ...event,
      stream,
      revision: events.length,
      position: this.#nextPosition,
      created_ms: this.now(),
    }
    this.#nextPosition += RECORD_BYTES + event.data.length + event.metadata.length
    events.push(stored)
    this.#streams.set(stream, events)
    this.#all.push(stored)
    this.#recent.add(stored)
  }
}
