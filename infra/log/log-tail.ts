import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Position, RecordedEvent } from '@jianwei/events/envelope.ts'
import type { Checkpoint, LogBatch } from '@jianwei/events/ports/event-log.ts'
import type { WrittenEvent } from '#/log/event-rows.ts'

/**
 * How often the end of the log is looked at for what other processes have written: soon at first,
 * then less.
 */
const POLL_MS_MIN = 5
const POLL_MS_MAX = 50
/** Events that are read and parsed in one piece, so that nothing else waits long for its turn. */
const PIECE_EVENTS_MAX = 1_000

/** Wakes those who wait at the end of the log. */
export class LogTail {
  readonly #waiting = new Set<() => void>()

  /** New events are there. */
  notify(): void {
    for (const wake of this.#waiting) wake()
  }

  /** Resolves at the next `notify`, after `ms`, or when the signal aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer)
        signal.removeEventListener('abort', wake)
        this.#waiting.delete(wake)
        resolve()
      }
      const timer = setTimeout(wake, ms)
      signal.addEventListener('abort', wake)
      this.#waiting.add(wake)
      if (signal.aborted) wake()
    })
  }
}

/** Consecutive events of the log, of which only the wanted ones are given. */
export interface TailPiece {
  readonly events: readonly RecordedEvent[]
  /** How many events were looked at, also those that are not wanted. */
  readonly looked_at: number
  /** Of the last that was looked at; undefined when there was none. */
  readonly end: Position | undefined
}

export interface TailReading {
  readonly tail: LogTail
  /** What is behind `after` up to and including `until`, in log order. */
  readonly readAfter: (after: Position, until: Position, limit: number) => TailPiece
  readonly after: Position
  /** The last position to give; undefined: never ends by itself. */
  readonly until: Position | undefined
  readonly batch_events_max: number
  readonly signal: AbortSignal
}

/** As `EventLog.follow`. */
export async function* followTail(reading: TailReading): AsyncGenerator<LogBatch, void, undefined> {
  let after = reading.after
  let pollMs = POLL_MS_MIN
  while (!reading.signal.aborted && after < endOf(reading)) {
    const { events, end } = await readBatch(reading, after)
    if (end !== undefined) {
      if (reading.signal.aborted) return
      yield { events, checkpoint: checkpointAt(end) }
      after = end
      pollMs = POLL_MS_MIN
    } else {
      await reading.tail.wait(pollMs, reading.signal)
      pollMs = Math.min(pollMs * 2, POLL_MS_MAX)
    }
  }
}

async function readBatch(reading: TailReading, start: Position): Promise<TailPiece> {
  const events: RecordedEvent[] = []
  let looked_at = 0
  let end: Position | undefined
  while (looked_at < reading.batch_events_max && !reading.signal.aborted) {
    const limit = Math.min(PIECE_EVENTS_MAX, reading.batch_events_max - looked_at)
    const piece = reading.readAfter(end ?? start, endOf(reading), limit)
    for (const event of piece.events) events.push(event)
    if (piece.end === undefined) break
    looked_at += piece.looked_at
    end = piece.end
    await nextTurn()
  }
  return { events, looked_at, end }
}

function endOf(reading: TailReading): Position {
  return reading.until ?? (Number.MAX_SAFE_INTEGER as Position)
}

export function checkpointAt(position: Position): Checkpoint {
  return String(position) as Checkpoint
}

/** Throws RangeError for text that no log of this kind has made. */
export function positionOfCheckpoint(checkpoint: Checkpoint | 'start'): Position {
  if (checkpoint === 'start') return 0 as Position
  const position = Number(checkpoint)
  if (!Number.isSafeInteger(position) || position < 0)
    throw new RangeError(`not a checkpoint of this log: ${checkpoint}`)
  return position as Position
}

/**
 * About how many events stay, and how much text of their data: at least one half of it, at most the
 * whole.
 */
const EVENTS_KEPT_MAX = 20_000
const CHARACTERS_KEPT_MAX = 64 * 1024 * 1024

/**
 * The newest events, as this process has written them. Who follows the log closely gets them from
 * here: reading them back from the file would cost as much as writing them did.
 */
export class WrittenEvents {
  #older: readonly WrittenEvent[] = []
  #newer: WrittenEvent[] = []
  #newerCharacters = 0
  /** Of the event behind the last one. */
  #end = 0

  /** Takes committed events, in log order without gaps. */
  add(events: readonly WrittenEvent[]): void {
    for (const written of events) {
      // Another process has written in between: what is older than the gap is in the file.
      if (written.position !== this.#end) this.#clear()
      this.#newer.push(written)
      this.#newerCharacters += written.data_json.length
      this.#end = written.position + 1
    }
    if (this.#newer.length < EVENTS_KEPT_MAX / 2 && this.#newerCharacters < CHARACTERS_KEPT_MAX / 2)
      return
    this.#older = this.#newer
    this.#newer = []
    this.#newerCharacters = 0
  }

  /** Events behind `after` up to `until`, in log order; none when the next of them is not here. */
  after(after: Position, until: Position, limit: number): readonly WrittenEvent[] {
    const newerStart = this.#end - this.#newer.length
    const inNewer = after + 1 >= newerStart
    const kept = inNewer ? this.#newer : this.#older
    const start = after + 1 - (inNewer ? newerStart : newerStart - this.#older.length)
    return start < 0 ? [] : kept.slice(start, start + Math.min(limit, until - after))
  }

  #clear(): void {
    this.#older = []
    this.#newer = []
    this.#newerCharacters = 0
  }
}
