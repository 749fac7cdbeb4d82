import { z } from 'zod'
import { EventUnreadable } from '@jianwei/events/errors.ts'
import type { Position } from '@jianwei/events/envelope.ts'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import type { Checkpoint, EventLog, LogBatch } from '@jianwei/events/ports/event-log.ts'
import type { MessageBus } from '@jianwei/events/ports/message-bus.ts'
import { publishedMessage } from '#/publisher/published-event.ts'

/*
 * Follows the log and tells other systems of warnings and alerts. A batch is published, and only when the bus has acknowledged it
 * is the checkpoint saved: at least once, in log order for each subject, with identities by which receivers drop repeats.
 */

export const PUBLISHER_CHECKPOINT = 'publisher'
/** Events that may pass without one to publish before the checkpoint is saved all the same. */
const UNSAVED_EVENTS_MAX = 10_000

export interface PublisherOptions {
  readonly log: Pick<EventLog, 'follow'>
  readonly bus: Pick<MessageBus, 'publish'>
  readonly checkpoints: CheckpointStore
  readonly batch_events_max: number
  readonly signal: AbortSignal
  /** Ends after this position instead of following for ever. */
  readonly until?: 'head'
  /** Told after each batch that the bus has acknowledged. */
  readonly onPublished?: (published: { readonly position: Position; readonly messages: number }) => void
}

const Stored = z.strictObject({ committed: z.string(), position: z.int().min(1) })

/** Runs until the signal aborts. Throws CheckpointConflict when another publisher has taken over. */
export async function runPublisher(options: PublisherOptions): Promise<void> {
  const { log, bus, checkpoints, batch_events_max, signal, until } = options
  const stored = await checkpoints.load(PUBLISHER_CHECKPOINT)
  let version: number | 'absent' = stored?.version ?? 'absent'
  let unsaved: LogBatch | undefined
  let unsavedEvents = 0

  const save = async (): Promise<void> => {
    if (unsaved === undefined) return
    version = await checkpoints.save(PUBLISHER_CHECKPOINT, recordOf(unsaved), version)
    unsaved = undefined
    unsavedEvents = 0
  }

  const after = stored === undefined ? 'start' : committedIn(stored.value)
  const follow = { signal, batch_events_max, ...(until === undefined ? {} : { until }) }
  for await (const batch of log.follow(after, follow)) {
    const messages = batch.events.flatMap((event) => publishedMessage(event) ?? [])
    if (messages.length > 0) await bus.publish(messages)
    unsaved = batch
    unsavedEvents += batch.events.length
    if (messages.length > 0 || unsavedEvents >= UNSAVED_EVENTS_MAX) await save()
    options.onPublished?.({ position: lastPosition(batch), messages: messages.length })
  }
  await save()
}

function committedIn(value: string): Checkpoint {
  const parsed = Stored.safeParse(JSON.parse(value))
  if (!parsed.success) throw new EventUnreadable('the publisher checkpoint', z.prettifyError(parsed.error))
  // The store returns what `recordOf` wrote: a checkpoint of this log.
  return parsed.data.committed as Checkpoint
}

function recordOf(batch: LogBatch): string {
  return JSON.stringify({ committed: batch.checkpoint, position: lastPosition(batch) })
}

function lastPosition({ events }: LogBatch): Position {
  const last = events.at(-1)
  if (last === undefined) throw new TypeError('a log batch is never empty')
  return last.position
}
