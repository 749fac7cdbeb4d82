import type { Position, RecordedEvent } from '@jianwei/events/envelope.ts'
import type { Checkpoint, EventLog } from '@jianwei/events/ports/event-log.ts'

/** Events that are handled together. */
const PAGE_EVENTS_MAX = 500
/** Events of the log that are looked at in one piece. */
const BATCH_EVENTS_MAX = 5_000

/**
 * What follows from events without anybody's doing, also called a process manager: it is told of
 * the events of the log that it is interested in, in their order, and answers them with commands.
 *
 *  - It decides nothing itself: the commands go to aggregates, whose streams say what was done.
 *  - It may be told of the same events again, and then appends nothing twice: after `kill -9`, when
 *    its record was lost, or when another process takes over. So what it keeps beside the log may
 *    all be lost, and is found again by following the log from the start.
 *  - It knows nothing of events behind the one that it is told of, unless it reads the log itself.
 */
export interface Reaction {
  /** Types of events; it is told of no others. */
  readonly interested: readonly string[]
  /**
   * Handles the next of them, at least one; `before` is a point just before the first. Gives how
   * many events it appended.
   */
  handle(events: readonly RecordedEvent[], before: LogPoint): Promise<number>
}

/** How far somebody has read the log. */
export interface LogPoint {
  readonly position: Position
  /**
   * Where the log is followed from; null where only the position is known: then everything is
   * looked at again, and what lies before the position passed over.
   */
  readonly checkpoint: Checkpoint | null
}

export const LOG_START: LogPoint = { position: 0 as Position, checkpoint: null }

export interface LogRange {
  readonly types: readonly string[]
  readonly after: LogPoint
  /** A position that the log holds; included. */
  readonly up_to: Position
  readonly signal: AbortSignal
}

/**
 * Tells the reaction of what lies between a point and a position. Gives where it is then, undefined
 * when the signal aborted: whoever goes on later begins where this began.
 */
export async function react(
  log: EventLog,
  reaction: Reaction,
  range: Omit<LogRange, 'types'>,
): Promise<{ readonly reached: LogPoint | undefined; readonly appended: number }> {
  let appended = 0
  const reached = await readPages(
    log,
    { ...range, types: reaction.interested },
    async (page, before) => {
      appended += await reaction.handle(page, before)
    },
  )
  return { reached, appended }
}

/** Two that go on from the same point: the log is read once for both. */
export function reactionOfBoth(one: Reaction, other: Reaction): Reaction {
  const both = [one, other].map((reaction) => ({ reaction, types: new Set(reaction.interested) }))
  return {
    interested: [...new Set([...one.interested, ...other.interested])],
    async handle(events, before) {
      let appended = 0
      for (const { reaction, types } of both) {
        const own = events.filter(({ type }) => types.has(type))
        if (own.length > 0) appended += await reaction.handle(own, before)
      }
      return appended
    },
  }
}

/** Reads events of some types in pages that are never empty, in the order of the log. */
export async function readPages(
  log: EventLog,
  { types, after, up_to, signal }: LogRange,
  take: (page: readonly RecordedEvent[], before: LogPoint) => Promise<void>,
): Promise<LogPoint | undefined> {
  // The log was set back: what lies behind its end now is another history.
  if (up_to < after.position) return { position: up_to, checkpoint: null }
  let { checkpoint } = after
  let page: RecordedEvent[] = []
  let before = after
  const batches = log.follow(checkpoint ?? 'start', {
    types,
    until: up_to,
    batch_events_max: BATCH_EVENTS_MAX,
    signal,
  })
  for await (const batch of batches) {
    for (const event of batch.events) {
      if (event.position <= after.position) continue
      if (page.length === 0) before = { position: (event.position - 1) as Position, checkpoint }
      page.push(event)
      if (page.length < PAGE_EVENTS_MAX) continue
      await take(page, before)
      page = []
    }
    checkpoint = batch.checkpoint
  }
  if (signal.aborted) return undefined
  if (page.length > 0) await take(page, before)
  return { position: up_to, checkpoint }
}
