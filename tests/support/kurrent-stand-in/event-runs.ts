import type { StoredEvent } from './append-rules.ts'

/** Another program on the same server. */
export interface Neighbour {
  readonly stream: string
  readonly type: string
  /** Between two of its events. */
  readonly bytes: number
}

interface EventRun extends Neighbour {
  readonly count: number
  /** How many events that are kept one by one come before it. */
  readonly after: number
  readonly first_position: number
  readonly created_ms: number
}

const EMPTY = Buffer.from('{}')

/**
 * A neighbour's events, of which only the first and their number are kept: a million of them cost
 * nothing.
 */
export class EventRuns {
  #runs: EventRun[] = []

  get size(): number {
    return this.#runs.reduce((sum, { count }) => sum + count, 0)
  }

  add(run: EventRun): void {
    this.#runs.push(run)
  }

  /** The event by its number in the whole log, or the number that it has among the others. */
  at(index: number): StoredEvent | number {
    const { run, before } = this.#runOf(index)
    return run === undefined ? index - before : eventOfRun(run, index - before - run.after)
  }

  alike(index: number): number {
    const { run, before } = this.#runOf(index)
    return run === undefined ? 1 : run.count - (index - before - run.after)
  }

  dropBehind(events: number): void {
    this.#runs = this.#runs.filter(({ after }) => after <= events)
  }

  closeGapAt(event: number): void {
    this.#runs = this.#runs.map((run) =>
      run.after > event ? { ...run, after: run.after - 1 } : run,
    )
  }

  /** `before`: how many events of runs come before. */
  #runOf(index: number): { readonly run: EventRun | undefined; readonly before: number } {
    let before = 0
    for (const run of this.#runs) {
      if (index - before < run.after) return { run: undefined, before }
      if (index - before < run.after + run.count) return { run, before }
      before += run.count
    }
    return { run: undefined, before }
  }
}

function eventOfRun(run: EventRun, nth: number): StoredEvent {
  return {
    id: `00000000-0000-4000-9000-${(run.first_position + nth).toString(16).padStart(12, '0')}`,
    stream: run.stream,
    revision: nth,
    position: run.first_position + nth * run.bytes,
    type: run.type,
    contentType: 'application/json',
    data: EMPTY,
    metadata: new Uint8Array(),
    created_ms: run.created_ms,
  }
}
