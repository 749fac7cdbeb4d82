import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Position, RecordedEvent } from '@jianwei/events/envelope.ts'
import type { Checkpoint, LogBatch } from '@jianwei/events/ports/event-log.ts'

/** How often the end of the log is looked at for what other processes have written: soon at first, then less. */
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

export interface TailReading {
  readonly tail: LogTail
  /** Events behind `after` up to and including `until`, in log order. */
  readonly readAfter: (after: Position, until: Position, limit: number) => readonly RecordedEvent[]
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
    const events = await readBatch(reading, after)
    const last = events.at(-1)
    if (last !== undefined) {
      if (reading.signal.aborted) return
      yield { events, checkpoint: checkpointAt(last.position) }
      after = last.position
      pollMs = POLL_MS_MIN
    } else {
      await reading.tail.wait(pollMs, reading.signal)
      pollMs = Math.min(pollMs * 2, POLL_MS_MAX)
    }
  }
}

async function readBatch(reading: TailReading, start: Position): Promise<readonly RecordedEvent[]> {
  const batch: RecordedEvent[] = []
  let after = start
  while (batch.length < reading.batch_events_max && !reading.signal.aborted) {
    const limit = Math.min(PIECE_EVENTS_MAX, reading.batch_events_max - batch.length)
    const piece = reading.readAfter(after, endOf(reading), limit)
    for (const event of piece) batch.push(event)
    if (piece.length === 0) break
    after = batch.at(-1)?.position ?? after
    await nextTurn()
  }
  return batch
}

function endOf(reading: TailReading): Position {
  return reading.until ?? (Number.MAX_SAFE_INTEGER as Position)
}

export function checkpointAt(position: Position): Checkpoint {
  return String(position) as Checkpoint
}

/** Throws RangeError for text that no log of this kind has made. */
export function positionOf(checkpoint: Checkpoint | 'start'): Position {
  if (checkpoint === 'start') return 0 as Position
  const position = Number(checkpoint)
  if (!Number.isSafeInteger(position) || position < 0)
    throw new RangeError(`not a checkpoint of this log: ${checkpoint}`)
  return position as Position
}
