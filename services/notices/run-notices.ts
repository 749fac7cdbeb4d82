import type { Checkpoint } from '@jianwei/events/ports/event-log.ts'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import type { EndpointKind } from '@jianwei/events/notice/events.ts'
import { EndpointBook, ENDPOINT_EVENT_TYPES } from '#/notice-endpoints/endpoint-book.ts'
import { SendingRecords } from '#/notice-endpoints/sending-record.ts'
import type { NoticeChannel } from '#/notices/channels/channel.ts'
import { EndpointSender, type SenderParts } from '#/notices/endpoint-sender.ts'

const BATCH_EVENTS_MAX = 5_000

export interface NoticesOptions extends Omit<SenderParts, 'records'> {
  readonly checkpoints: CheckpointStore
  readonly channels: Readonly<Record<EndpointKind, NoticeChannel>>
  readonly signal: AbortSignal
}

interface Sender {
  readonly stop: AbortController
  readonly ended: Promise<void>
}

/**
 * Follows what is said of endpoints and sends to each that is not paused, all at the same time, so
 * that one that is slow holds up none of the others. Runs until the signal aborts; throws what a
 * sender throws.
 */
export async function runNotices(options: NoticesOptions): Promise<void> {
  const { log, checkpoints, channels } = options
  const failing = new AbortController()
  const signal = AbortSignal.any([options.signal, failing.signal])
  const parts = { ...options, records: await SendingRecords.open(checkpoints) }
  const book = new EndpointBook()
  const senders = new Map<string, Sender>()
  let failure: { readonly error: unknown } | undefined

  const begin = async (endpointId: string): Promise<void> => {
    const running = senders.get(endpointId)
    running?.stop.abort()
    await running?.ended
    senders.delete(endpointId)
    const booked = book.of(endpointId)
    if (booked === undefined || booked.endpoint.paused !== null) return
    const stop = new AbortController()
    const sender = new EndpointSender(parts, booked, channels[booked.endpoint.kind])
    const ended = sender.run(AbortSignal.any([signal, stop.signal])).catch((error: unknown) => {
      failure ??= { error }
      failing.abort()
    })
    senders.set(endpointId, { stop, ended })
  }

  const follow = { types: ENDPOINT_EVENT_TYPES, batch_events_max: BATCH_EVENTS_MAX, signal }
  try {
    let seen: Checkpoint | 'start' = 'start'
    for await (const { events, checkpoint } of log.follow(seen, { ...follow, until: 'head' })) {
      for (const event of events) book.take(event)
      seen = checkpoint
    }
    for (const { endpoint } of book.all) await begin(endpoint.endpoint_id)
    for await (const { events } of log.follow(seen, follow)) {
      const changed = new Set<string>()
      for (const event of events) {
        const id = book.take(event)
        // A message that is to be sent again is the sender's own business.
        if (event.type !== 'NoticeResendRequested') changed.add(id)
      }
      for (const endpointId of changed) await begin(endpointId)
    }
  } finally {
    failing.abort()
    await Promise.all([...senders.values()].map(({ ended }) => ended))
  }
  if (failure !== undefined) throw failure.error
}
