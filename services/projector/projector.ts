import { RECORDING_TIMES_STREAM } from '@jianwei/events/clock/recording-times.ts'
import { DomainError } from '@jianwei/events/errors.ts'
import type { Position, RecordedEvent } from '@jianwei/events/envelope.ts'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import type { EventLog, LogBatch } from '@jianwei/events/ports/event-log.ts'
import type { Projection, RowProjection } from '@jianwei/projections/projection.ts'
import { inSpan, linksTo, NO_TRACING, type Tracing } from '@jianwei/events/ports/tracing.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import {
  NOTHING_PROJECTED_YET,
  type ProjectedPosition,
} from '@jianwei/projections/ports/projected-position.ts'
import { randomUUID } from 'node:crypto'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import {
  loadProjectorRecord,
  PROJECTOR_CHECKPOINT,
  projectedPosition,
  saveProjectorRecord,
  type OwnedRecord,
  type ProjectorRecord,
} from '#/projector/progress.ts'
import { StreamFolds } from '#/projector/stream-folds.ts'
import type { WrittenEvents } from '#/projector/written-events.ts'

/*
 * Follows the log and writes rows, each event once, whatever dies when. Three phases:
 *
 *  1. Repair. If the record has a pending range, exactly that range is read again and inserted with
 *     exactly the token it had. Whatever part of it reached a table or a view is recognised and
 *     dropped; the rest is filled in.
 *  2. Follow. For each batch: save "committed up to the batch before, this one pending", then
 *     insert. One save a batch. When nothing comes for a moment, the last batch is saved as
 *     committed, so that readers of the record see it.
 *  3. Stop. When the signal aborts, the last batch is saved as committed.
 *
 * A correction of times of recording changes rows that are written already: the record is removed
 * and the work ends, so that the warehouse is filled again (`rebuild.ts`). What the log gives out
 * then has the true times.
 *
 * A second projector on the same checkpoint loses at its first save (CheckpointConflict) and has
 * inserted nothing but ranges whose tokens the tables know.
 */

/** About 10 ms of work. */
const ROWS_IN_ONE_TURN = 2_000

/**
 * Without a batch for so long, the last one is committed: whoever reads the record in another
 * process waits for that. Where batches follow each other at once, the next one commits it.
 */
const IDLE_MS = 1
/** Inserts of one range that are under way together: as many as the warehouse's lane takes. */
const INSERTS_AT_ONCE = 4

export interface ProjectorOptions {
  readonly log: EventLog
  readonly warehouse: Warehouse
  readonly checkpoints: CheckpointStore
  readonly projections: readonly Projection[]
  readonly batch_events_max: number
  /**
   * The shortest time between two inserts of small batches, so that a trickle of events does not
   * become a flood of parts.
   */
  readonly insert_interval_ms: number
  readonly announce: (projected: ProjectedPosition) => void
  /** Told what the warehouse holds from now on, before that is announced. Default: nobody is. */
  readonly onWritten?: (written: WrittenEvents) => void
  readonly signal: AbortSignal
  /** Ends after this position instead of following for ever. */
  readonly until?: 'head'
  /** Where inserts are spans. Default: nowhere. */
  readonly tracing?: Tracing
}

/**
 * `times corrected`: the warehouse has no record any more, and must be made anew before anything
 * else is projected.
 */
export type ProjectorEnd = 'ended' | 'times corrected'

/**
 * Runs until the signal aborts (or until `until`). Throws CheckpointConflict when another projector
 * has taken over.
 */
export async function runProjector(options: ProjectorOptions): Promise<ProjectorEnd> {
  const parts = { ...options, folds: new StreamFolds(options.log) }
  const repaired = await repair(parts, await ownedRecord(options))
  const reading = new AbortController()
  try {
    return await projectAll(parts, repaired, AbortSignal.any([options.signal, reading.signal]))
  } finally {
    // Ends the read-ahead when an insert has failed.
    reading.abort()
  }
}

interface ProjectorParts extends ProjectorOptions {
  readonly folds: StreamFolds
}

/** A warehouse that is begun is another, and takes the log as it is corrected by now. */
async function ownedRecord({ checkpoints, log }: ProjectorOptions): Promise<OwnedRecord> {
  const owned = await loadProjectorRecord(checkpoints)
  if (owned.version !== 'absent') return owned
  const times_known_to = await lastCorrection(log)
  return { ...owned, record: { ...owned.record, times_known_to, filling: randomUUID() } }
}

/** Where times of recording were corrected last; 0 when they never were. */
export async function lastCorrection(log: Pick<EventLog, 'read'>): Promise<Position> {
  let last = 0 as Position
  for await (const { position } of log.read(RECORDING_TIMES_STREAM)) last = position
  return last
}

async function projectAll(
  options: ProjectorParts,
  repaired: OwnedRecord,
  signal: AbortSignal,
): Promise<ProjectorEnd> {
  const { batch_events_max, until } = options
  const follow = { signal, batch_events_max, ...(until === undefined ? {} : { until }) }
  const batches = options.log.follow(repaired.record.committed, follow)[Symbol.asyncIterator]()
  let owned = repaired
  let inserted = repaired.record
  let next = batches.next()
  for (;;) {
    if (owned.record.pending !== null && (await isIdle(next, signal))) {
      owned = await saveProjectorRecord(options.checkpoints, owned, inserted)
    }
    const { done, value: batch } = await next
    if (done === true) break
    if (correctsTimes(batch.events, inserted.times_known_to)) {
      await giveUp(options, owned, inserted)
      return 'times corrected'
    }
    const started = performance.now()
    owned = await saveProjectorRecord(options.checkpoints, owned, {
      ...inserted,
      pending: lastOf(batch).position,
    })
    const inserting = insertTraced(options, batch.events)
    // While the engine inserts, the next batch is read; its failure is seen when its turn comes.
    next = pausedNext(batches, insertPause(options, batch, started))
    next.catch(() => {})
    const characters = await inserting
    const { committed_position } = inserted
    inserted = after(inserted, batch)
    options.onWritten?.({
      after: committed_position,
      up_to: inserted.committed_position,
      events: batch.events,
      characters,
    })
    announce(options, inserted)
  }
  if (owned.record.pending !== null) await saveProjectorRecord(options.checkpoints, owned, inserted)
  return 'ended'
}

function correctsTimes(events: readonly RecordedEvent[], knownTo: Position): boolean {
  return events.some(
    ({ stream, position }) => stream === RECORDING_TIMES_STREAM && position > knownTo,
  )
}

/**
 * The record goes before anything else: whoever finds a full warehouse without one makes it anew.
 */
async function giveUp(
  options: ProjectorOptions,
  owned: OwnedRecord,
  inserted: ProjectorRecord,
): Promise<void> {
  // Throws when another projector has taken over, whose record it then is.
  await saveProjectorRecord(options.checkpoints, owned, inserted)
  await options.checkpoints.remove(PROJECTOR_CHECKPOINT)
  options.announce(NOTHING_PROJECTED_YET)
}

/** Whether the next batch lets us wait. At the end of the loop it does not. */
async function isIdle(next: Promise<unknown>, signal: AbortSignal): Promise<boolean> {
  const arrived = new AbortController()
  const idle = sleep(IDLE_MS, true, { signal: AbortSignal.any([signal, arrived.signal]) }).catch(
    () => false,
  )
  // What the next batch throws is seen by who awaits it.
  const came = next.then(
    () => false,
    () => false,
  )
  try {
    return await Promise.race([came, idle])
  } finally {
    arrived.abort()
  }
}

function pausedNext(
  batches: AsyncIterator<LogBatch>,
  pauseMs: number,
): Promise<IteratorResult<LogBatch>> {
  return pauseMs === 0 ? batches.next() : sleep(pauseMs).then(() => batches.next())
}

async function repair(options: ProjectorParts, owned: OwnedRecord): Promise<OwnedRecord> {
  const { record } = owned
  if (record.pending === null) {
    if (record.committed_position > 0) announce(options, record)
    return owned
  }
  const events: RecordedEvent[] = []
  let range: LogBatch | undefined
  const replay = options.log.follow(record.committed, {
    signal: options.signal,
    batch_events_max: options.batch_events_max,
    until: record.pending,
  })
  for await (range of replay) events.push(...range.events)
  if (range === undefined)
    throw new RangeError(`the log does not hold the pending range up to ${record.pending}`)
  const batch = { events, checkpoint: range.checkpoint }
  await insertRange(options, events)
  const repaired = await saveProjectorRecord(options.checkpoints, owned, after(record, batch))
  announce(options, repaired.record)
  return repaired
}

function announce(options: ProjectorOptions, record: ProjectorRecord): void {
  options.announce(projectedPosition(record))
}

/** A trace of its own, linked with those of the events; none where they are in none. */
async function insertTraced(
  options: ProjectorParts,
  events: readonly RecordedEvent[],
): Promise<number> {
  const { tracing = NO_TRACING } = options
  const insert = () => insertRange(options, events)
  const sources = tracing.is_on ? linksTo(events.map(({ trace }) => trace)) : undefined
  if (sources === undefined) return insert()
  const start = {
    name: 'project',
    kind: 'consumer',
    parent: 'none',
    links: sources.links,
    attributes: { 'messaging.batch.message_count': events.length, ...sources.attributes },
  } as const
  return inSpan(tracing, start, insert)
}

/** Gives how many characters the rows of the table took that took most. */
async function insertRange(
  options: ProjectorParts,
  events: readonly RecordedEvent[],
): Promise<number> {
  const [first, last] = [events[0], events.at(-1)]
  let characters = 0
  if (first === undefined || last === undefined) return characters
  const failures: unknown[] = []
  const running = new Set<Promise<void>>()
  try {
    for (const projection of options.projections) {
      const body =
        'unread' in projection
          ? await options.folds.rows(projection, events)
          : await bodyOf(projection, events)
      if (body === '') continue
      characters = Math.max(characters, body.length)
      const insert = options.warehouse
        .insert({
          table: projection.table,
          columns: projection.columns,
          body,
          token: `${projection.name}:v${projection.version}:${first.position}-${last.position}`,
        })
        .catch((error: unknown) => void failures.push(error))
        .finally(() => running.delete(insert))
      running.add(insert)
      if (running.size >= INSERTS_AT_ONCE) await Promise.race(running)
      if (failures.length > 0) break
    }
  } catch (error) {
    failures.push(error)
  }
  // None may be under way when the range is inserted again.
  await Promise.all(running)
  if (failures.length > 0) throw failures.find((failure) => !mayPass(failure)) ?? failures[0]
  return characters
}

/** Whether the range may be inserted again by this process. */
function mayPass(failure: unknown): boolean {
  return failure instanceof DomainError && failure.retryable
}

/** Rows of many events are a long piece of work; others get their turn in between. */
async function bodyOf(
  projection: RowProjection,
  events: readonly RecordedEvent[],
): Promise<string> {
  const wanted = projection.events === 'all' ? undefined : new Set(projection.events)
  let body = ''
  for (let from = 0; from < events.length; from += ROWS_IN_ONE_TURN) {
    for (const event of events.slice(from, from + ROWS_IN_ONE_TURN)) {
      if (wanted === undefined || wanted.has(event.type)) body += projection.rows(event)
    }
    await nextTurn()
  }
  return body
}

function after(record: ProjectorRecord, batch: LogBatch): ProjectorRecord {
  return {
    committed: batch.checkpoint,
    committed_position: lastOf(batch).position,
    committed_ordinal: lastOf(batch).ordinal,
    committed_recorded_at: lastOf(batch).recorded_at,
    committed_events: record.committed_events + batch.events.length,
    times_known_to: record.times_known_to,
    filling: record.filling,
    pending: null,
  }
}

function lastOf(batch: LogBatch): RecordedEvent {
  const last = batch.events.at(-1)
  if (last === undefined) throw new TypeError('a log batch is never empty')
  return last
}

/** Full batches follow each other at once; small ones keep their distance. */
function insertPause(options: ProjectorOptions, batch: LogBatch, started: number): number {
  if (options.until !== undefined || batch.events.length * 2 >= options.batch_events_max) return 0
  return Math.max(0, options.insert_interval_ms - (performance.now() - started))
}
