import { setImmediate as nextTurn } from 'node:timers/promises'
import type { RecordedEvent, StreamId } from '@jianwei/events/envelope.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { StreamFold, StreamProjection } from '@jianwei/projections/projection.ts'
import { remember } from '#/lifecycle/newest-entries.ts'

/** Streams that are kept in memory as they stand, so that the next event needs no reading. */
const FOLDS_KEPT_MAX = 10_000
/** Streams that are read at the same time: a log on a server takes its time for each. */
const READ_AT_ONCE = 16

/** A stream of which this many events were read. */
interface Kept {
  readonly fold: StreamFold
  readonly events: number
}

/**
 * Rows of streams as they stand at the end of a range. What came before the range is read from the
 * log, unless it is remembered; what is remembered counts only where the range goes on right behind
 * it. So nothing depends on what a process has seen before.
 */
export class StreamFolds {
  readonly #log: Pick<EventLog, 'read'>
  readonly #kept = new Map<string, Kept>()

  constructor(log: Pick<EventLog, 'read'>) {
    this.#log = log
  }

  /** A row for every stream of the projection that the events, a range of the log, touched. */
  async rows(projection: StreamProjection, events: readonly RecordedEvent[]): Promise<string> {
    const wanted = new Set(projection.events)
    const touched = [
      ...Map.groupBy(
        events.filter(({ type }) => wanted.has(type)),
        ({ stream }) => stream,
      ),
    ]
    let body = ''
    for (let from = 0; from < touched.length; from += READ_AT_ONCE) {
      const rows = await Promise.all(
        touched
          .slice(from, from + READ_AT_ONCE)
          .map(([stream, ofStream]) => this.#row(projection, stream, ofStream)),
      )
      body += rows.join('')
      // Where every stream is kept nothing is read, and nobody else would get a turn.
      await nextTurn()
    }
    return body
  }

  async #row(
    projection: StreamProjection,
    stream: StreamId,
    events: readonly RecordedEvent[],
  ): Promise<string> {
    const name = `${projection.name}\n${stream}`
    const before = await this.#before(projection, name, events)
    const fold = events.reduce((so_far, event) => so_far.after(event), before)
    remember(this.#kept, name, { fold, events: nextRevision(events) }, FOLDS_KEPT_MAX)
    return fold.row()
  }

  /** The stream as it stood before the first of the events. */
  async #before(
    { unread, events: types }: StreamProjection,
    name: string,
    [first]: readonly RecordedEvent[],
  ): Promise<StreamFold> {
    if (first === undefined || first.revision === 0) return unread
    const kept = this.#kept.get(name)
    if (kept?.events === first.revision) return kept.fold
    let fold = unread
    for await (const event of this.#log.read(first.stream)) {
      if (event.revision >= first.revision) break
      if (types.includes(event.type)) fold = fold.after(event)
    }
    return fold
  }
}

/** The revision of the event that comes behind these. */
function nextRevision(events: readonly RecordedEvent[]): number {
  return (events.at(-1)?.revision ?? -1) + 1
}
