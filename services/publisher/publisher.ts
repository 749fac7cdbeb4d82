import { z } from 'zod'
import { EventUnreadable } from '@jianwei/events/errors.ts'
import type { Position, RecordedEvent } from '@jianwei/events/envelope.ts'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import type { Checkpoint, EventLog, LogBatch } from '@jianwei/events/ports/event-log.ts'
import type { MessageBus } from '@jianwei/events/ports/message-bus.ts'
import { NO_TRACING, type Span, type Tracing } from '@jianwei/events/ports/tracing.ts'
import { outboundTopicOf } from '@jianwei/events/topics.ts'
import type { AuditTrail } from '#/audit/audit-trail.ts'
import { areDue, deliveriesWith, Delivery, recordDeliveries } from '#/publisher/deliveries.ts'
import { publishedMessage } from '#/publisher/published-event.ts'

/*
 * Follows the log and tells other systems of warnings and alerts. A batch is published, and only
 * when the bus has acknowledged it is the checkpoint saved: at least once, in log order for each
 * subject, with identities by which receivers drop repeats. What was published is saved with
 * the checkpoint until it is on record as a delivery.
 */

export const PUBLISHER_CHECKPOINT = 'publisher'
/** Events that may pass without one to publish before the checkpoint is saved all the same. */
const UNSAVED_EVENTS_MAX = 10_000

export interface PublisherOptions {
  readonly log: Pick<EventLog, 'follow'>
  readonly bus: Pick<MessageBus, 'publish'>
  readonly checkpoints: CheckpointStore
  readonly audit: Pick<AuditTrail, 'act'>
  readonly batch_events_max: number
  readonly signal: AbortSignal
  /** Where messages are spans. Default: nowhere. */
  readonly tracing?: Tracing
  /** Ends after this position instead of following for ever. */
  readonly until?: 'head'
  /** Told after each batch that the bus has acknowledged. */
  readonly onPublished?: (published: {
    readonly position: Position
    readonly messages: number
  }) => void
}

const Stored = z.strictObject({
  committed: z.string(),
  position: z.int().min(1),
  /** Published, and not on record yet. */
  unrecorded: z.array(Delivery).optional(),
})
type Stored = z.infer<typeof Stored>

/**
 * Runs until the signal aborts. Throws CheckpointConflict when another publisher has taken over.
 */
export async function runPublisher(options: PublisherOptions): Promise<void> {
  const { log, bus, checkpoints, audit, batch_events_max, signal, until } = options
  const { tracing = NO_TRACING } = options
  const loaded = await checkpoints.load(PUBLISHER_CHECKPOINT)
  const stored = loaded === undefined ? undefined : storedIn(loaded.value)
  let version: number | 'absent' = loaded?.version ?? 'absent'
  let unsaved: Pick<Stored, 'committed' | 'position'> | undefined
  let unrecorded: readonly Delivery[] = stored?.unrecorded ?? []
  let unsavedEvents = 0

  const save = async (): Promise<void> => {
    if (unsaved === undefined) return
    const value: Stored = { ...unsaved, unrecorded: [...unrecorded] }
    version = await checkpoints.save(PUBLISHER_CHECKPOINT, JSON.stringify(value), version)
    unsaved = undefined
    unsavedEvents = 0
  }

  const record = async (reached: Pick<Stored, 'committed' | 'position'>): Promise<void> => {
    if (unrecorded.length === 0) return
    await recordDeliveries(audit, unrecorded)
    unrecorded = []
    unsaved = reached
    await save()
  }

  // Left by a process that died: under the same identity as it would have had there.
  if (stored !== undefined) await record(stored)
  let reached: Pick<Stored, 'committed' | 'position'> | undefined = stored
  // The store returns what was saved: a checkpoint of this log.
  const after = stored === undefined ? 'start' : (stored.committed as Checkpoint)
  const follow = { signal, batch_events_max, ...(until === undefined ? {} : { until }) }
  for await (const batch of log.follow(after, follow)) {
    const messages = await publish(bus, tracing, batch.events)
    reached = { committed: batch.checkpoint, position: lastPosition(batch) }
    unsaved = reached
    unrecorded = deliveriesWith(unrecorded, batch.events)
    unsavedEvents += batch.events.length
    if (messages > 0 || unsavedEvents >= UNSAVED_EVENTS_MAX) await save()
    if (areDue(unrecorded, batch.events)) await record(reached)
    options.onPublished?.({ position: lastPosition(batch), messages })
  }
  await save()
  // Who stops in between leaves it to the next start.
  if (reached !== undefined && !signal.aborted) await record(reached)
}

/** How many messages. Each of an event that is in a trace is a span there, which goes with it. */
async function publish(
  bus: Pick<MessageBus, 'publish'>,
  tracing: Tracing,
  events: readonly RecordedEvent[],
): Promise<number> {
  const spans: Span[] = []
  const messages = events.flatMap((event) => {
    const topic = outboundTopicOf(event.type)
    if (topic === undefined || event.trace === undefined) return publishedMessage(event) ?? []
    const span = tracing.span({
      name: `send ${topic}`,
      kind: 'producer',
      parent: event.trace,
      attributes: {
        'messaging.system': 'kafka',
        'messaging.destination.name': topic,
        'jianwei.event.id': event.event_id,
      },
    })
    spans.push(span)
    return publishedMessage(event, span.trace ?? event.trace) ?? []
  })
  if (messages.length === 0) return 0
  try {
    await bus.publish(messages)
    for (const span of spans) span.end()
  } catch (error) {
    for (const span of spans) span.end(error instanceof Error ? error.name : 'Error')
    throw error
  }
  return messages.length
}

function storedIn(value: string): Stored {
  const parsed = Stored.safeParse(JSON.parse(value))
  if (!parsed.success)
    throw new EventUnreadable('the publisher checkpoint', z.prettifyError(parsed.error))
  return parsed.data
}

function lastPosition({ events }: LogBatch): Position {
  const last = events.at(-1)
  if (last === undefined) throw new TypeError('a log batch is never empty')
  return last.position
}
