import { createHash } from 'node:crypto'
import { z } from 'zod'
import { DomainError, EventUnreadable } from '@jianwei/events/errors.ts'
import type { NewEvent, Position, RecordedEvent } from '@jianwei/events/envelope.ts'
import type {
  Checkpoint,
  EventLog,
  LogBatch,
  StreamAppend,
} from '@jianwei/events/ports/event-log.ts'
import type { Quarantine } from '@jianwei/events/ports/quarantine.ts'
import { CHECKPOINT, CopyNotes, type CopyNote } from '#/cli/copy-notes.ts'
import type { LogStores } from '#/composition/open-log.ts'

/*
 * Copies a log into another, for example from SQLite to KurrentDB:
 *
 *  1. Copy. Event after event in the order of the source, each with its id, stream and data as they
 *     were written. How far it came is kept beside the target (`copy-notes.ts`); after a kill the
 *     last batches come again and are recognised by their ids.
 *  2. Refused input follows, with its bytes.
 *  3. Prove. Both logs are read from the start and a hash over all events is compared.
 *
 * Positions and times of recording are the target's own. What the source recorded as reported is
 * written down as such, so that no fact becomes known later than it was. Nobody may append to
 * either log meanwhile.
 */

const BATCH_EVENTS_MAX = 1_000
/** So many batches are sent before the first is answered, to a log that keeps them in order. */
const ORDERED_CALLS_IN_FLIGHT = 8
const QUARANTINE_PAGE_ENTRIES = 100

/** The target holds events that no copy of this source brought there. */
export class TargetNotEmpty extends DomainError {
  override readonly name = 'TargetNotEmpty'
  readonly code = 'TARGET_NOT_EMPTY'

  constructor() {
    super(
      'the target holds events already, and not from a copy that was begun: the order could ' +
        'not be kept',
    )
  }
}

export interface MigrationParts {
  readonly source: LogStores
  /** Writes the appends of a call in their order. */
  readonly target: LogStores
  /** The end of what is copied: the source's head at the start. */
  readonly until: Position
  readonly signal: AbortSignal
  readonly onProgress: (position: Position, events: number) => void
}

/**
 * Resolves when everything up to `until` is in the target, or when the signal aborts. Throws
 * TargetNotEmpty.
 */
export async function copyLog({
  source,
  target,
  until,
  signal,
  onProgress,
}: MigrationParts): Promise<void> {
  const begin = await begun(target)
  if (until === 0) return
  const { calls_in_flight_in_order: areOrdered } = target.capabilities
  const inFlightMax = areOrdered ? ORDERED_CALLS_IN_FLIGHT : 1
  const noted = new CopyNotes(target.checkpoints, begin)
  const inFlight: { readonly written: Promise<unknown>; readonly batch: LogBatch }[] = []
  const oldestWritten = async (): Promise<void> => {
    // Asked for while there is one.
    const { written, batch } = inFlight.shift()!
    await written
    onProgress(batch.events.at(-1)?.position ?? until, noted.copied(batch))
  }
  for await (const batch of source.log.follow(begin.copied, {
    signal,
    batch_events_max: BATCH_EVENTS_MAX,
    until,
  })) {
    const written = target.log.append(runsOf(batch.events))
    // Who waits for it, after those before, is told.
    written.catch(() => {})
    inFlight.push({ written, batch })
    if (inFlight.length >= inFlightMax) await oldestWritten()
  }
  while (inFlight.length > 0) await oldestWritten()
  await noted.saved()
}

/** All that the source keeps; what the target has already stays as it is. Gives their number. */
export async function copyQuarantine(source: Quarantine, target: Quarantine): Promise<number> {
  let copied = 0
  for (let after: string | null | undefined; after !== null;) {
    const page = await source.list({
      limit: QUARANTINE_PAGE_ENTRIES,
      ...(after === undefined ? {} : { after }),
    })
    await target.keep(page.entries)
    for (const entry of page.entries) {
      await copyRedrivings(source, target, entry.quarantine_id)
      if (entry.state === 'redriven') await target.settle(entry.quarantine_id, { state: entry })
    }
    copied += page.entries.length
    after = page.next
  }
  return copied
}

/** Those that the target does not have yet, each with the bytes that were sent. */
async function copyRedrivings(source: Quarantine, target: Quarantine, id: string): Promise<void> {
  const copied = (await target.redrivings([id])).get(id) ?? []
  for (const redriving of (await source.redrivings([id])).get(id) ?? []) {
    const { at, actor, reason, number, result } = redriving
    const before = copied.find((one) => one.number === number)
    if (before === undefined) {
      const repaired = (await source.repairedBytes(id, number)) ?? null
      await target.beginRedriving(id, { at, actor, reason, repaired })
    }
    if (result !== null && before?.result == null)
      await target.settle(id, { state: { state: 'held' }, ended: { number, result } })
  }
}

export interface LogHash {
  readonly events: number
  /** SHA-256 over all events in their order, in hexadecimal. */
  readonly hash: string
}

/** Over ids, streams, revisions, types, data and the times that a copy keeps. */
export async function hashOfLog(
  log: EventLog,
  until: Position | 'head',
  signal: AbortSignal,
  onEvents: (events: number) => void,
): Promise<LogHash> {
  const hash = createHash('sha256')
  let events = 0
  if (until === 0) return { events, hash: hash.digest('hex') }
  for await (const batch of log.follow('start', {
    signal,
    batch_events_max: BATCH_EVENTS_MAX,
    until,
  })) {
    for (const event of batch.events) hash.update(`${hashedText(event)}\n`)
    events += batch.events.length
    onEvents(events)
  }
  return { events, hash: hash.digest('hex') }
}

const Stored = z.strictObject({ copied: z.string(), events: z.int().min(0) })

/** Notes that a copy has begun before the first event is written. */
async function begun({ log, checkpoints }: LogStores): Promise<CopyNote> {
  const stored = await checkpoints.load(CHECKPOINT)
  if (stored === undefined) {
    if ((await log.head()) > 0) throw new TargetNotEmpty()
    const begin = { copied: 'start', events: 0 } as const
    return {
      ...begin,
      version: await checkpoints.save(CHECKPOINT, JSON.stringify(begin), 'absent'),
    }
  }
  const parsed = Stored.safeParse(JSON.parse(stored.value))
  if (!parsed.success)
    throw new EventUnreadable(`checkpoint ${CHECKPOINT}`, z.prettifyError(parsed.error))
  // What `copyLog` saved: a checkpoint of the source.
  return {
    copied: parsed.data.copied as Checkpoint,
    events: parsed.data.events,
    version: stored.version,
  }
}

/** Neighbours in one stream share an append. */
function runsOf(events: readonly RecordedEvent[]): StreamAppend[] {
  const runs: (StreamAppend & { readonly events: NewEvent[] })[] = []
  for (const {
    position: _,
    ordinal: __,
    revision: ___,
    recorded_at: ____,
    data_json: _____,
    stream,
    ...event
  } of events) {
    const last = runs.at(-1)
    if (last?.stream === stream) last.events.push(event)
    // Repeats are recognised by their ids; that each event has its old revision in its stream is
    // part of the proof.
    else runs.push({ stream, expected: 'any', events: [event] })
  }
  return runs
}

/** What the target must keep as it was. A field that is added to the envelope is part of it. */
function hashedText(event: RecordedEvent): string {
  const kept = Object.entries(event).filter(([field]) => !OF_THE_LOG.has(field))
  return JSON.stringify(kept.sort(([one], [other]) => (one < other ? -1 : 1)))
}

/** Each log has its own, and `data_json` is `data` once more. */
const OF_THE_LOG: ReadonlySet<string> = new Set([
  'position',
  'ordinal',
  'recorded_at',
  'data_json',
] satisfies (keyof RecordedEvent)[])
