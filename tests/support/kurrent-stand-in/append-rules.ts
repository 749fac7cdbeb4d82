/**
 * What the server decides about an append, copied in behaviour from KurrentDB (`docs/engines.md`):
 * the revision it compares with, and how it recognises a repeat. Nothing here writes.
 */

export interface StoredEvent {
  readonly id: string
  readonly stream: string
  readonly revision: number
  /** Commit position. */
  readonly position: number
  /** Of an event of an explicit transaction; of all others it is the commit position. */
  readonly prepare?: number
  readonly type: string
  readonly contentType: string
  readonly data: Uint8Array
  readonly metadata: Uint8Array
  readonly created_ms: number
}

export type ExpectedState = number | 'absent' | 'any' | 'exists'

export type Decision =
  | { readonly decision: 'write' }
  | { readonly decision: 'repeat'; readonly last: StoredEvent }
  | { readonly decision: 'wrong-revision' }

export interface StreamState {
  /** Oldest first, without those that are gone; empty for a stream that does not exist. */
  readonly events: readonly StoredEvent[]
  /** The ids of what was written last, in memory. */
  readonly recent: RecentIds
}

export function decideAppend(
  expected: ExpectedState,
  ids: readonly string[],
  state: StreamState,
): Decision {
  const current = state.events.at(-1)?.revision ?? -1
  if (expected === 'any' || expected === 'exists') {
    if (expected === 'exists' && current < 0) return { decision: 'wrong-revision' }
    return decideByMemory(ids, state)
  }
  const revision = expected === 'absent' ? -1 : expected
  if (revision > current) return { decision: 'wrong-revision' }
  if (revision === current) return { decision: 'write' }
  return decideByStream(revision, ids, state)
}

/** Weak: of [new, repeated] it looks at the first only, and writes both; and it forgets. */
function decideByMemory(ids: readonly string[], { events, recent }: StreamState): Decision {
  const stream = events[0]?.stream
  let last: StoredEvent | undefined
  for (const id of ids) {
    const known = recent.get(id)
    if (known === undefined || known.stream !== stream)
      return { decision: last === undefined ? 'write' : 'wrong-revision' }
    last = known
  }
  return last === undefined ? { decision: 'write' } : { decision: 'repeat', last }
}

/** Strong, for ever: the events behind the revision are these, or they are not. */
function decideByStream(
  revision: number,
  ids: readonly string[],
  { events }: StreamState,
): Decision {
  const first = events.findIndex((event) => event.revision > revision)
  let last: StoredEvent | undefined
  for (const [index, id] of ids.entries()) {
    last = events[first + index]
    if (last?.id !== id) return { decision: 'wrong-revision' }
  }
  return last === undefined ? { decision: 'write' } : { decision: 'repeat', last }
}

/** What one id takes in the server's memory, roughly. */
const ID_BYTES = 128
const RECENT_BYTES_MAX = 8 * 1024 * 1024

/** The 8 MiB of ids that a leader remembers, oldest forgotten first. */
export class RecentIds {
  readonly #events = new Map<string, StoredEvent>()

  get(id: string): StoredEvent | undefined {
    return this.#events.get(id)
  }

  add(event: StoredEvent): void {
    this.#events.set(event.id, event)
    if (this.#events.size * ID_BYTES <= RECENT_BYTES_MAX) return
    const [oldest] = this.#events.keys()
    if (oldest !== undefined) this.#events.delete(oldest)
  }

  /** As after a restart, or on a new leader. */
  forget(): void {
    this.#events.clear()
  }
}
