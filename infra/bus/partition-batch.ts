import type { BusMessage, ConsumeOptions } from '@jianwei/events/ports/message-bus.ts'

/*
 * What happens to one fetched batch of one partition: it is cut into slices, and for each slice
 *
 *  1. `handle` makes it durable, while heartbeats keep the membership however long that takes;
 *  2. its offset is committed;
 *  3. a heartbeat asks whether the group is rebalancing. If so, it throws: the rest of the batch is
 *     given back, and every slice that was handled has been committed, so the next owner starts
 *     right behind it.
 */

/** How long a partition rests when the receiver has no room. */
export const FULL_PAUSE_MS = 500
/**
 * A busy member learns of a rebalance by its next heartbeat, and until then the group stands still.
 */
export const HEARTBEAT_INTERVAL_MS = 1_000

/** The client's side of a batch. Offsets are those of messages. */
export interface PartitionBatch {
  readonly messages: readonly BusMessage[]
  /** Of the whole batch, with records that are not shown (transaction markers). */
  readonly last_offset: number
  /** False once the consumer is stopping. */
  isRunning(): boolean
  /** False once the group has been formed anew, or the partition is to be read from elsewhere. */
  isOwned(): boolean
  heartbeat(): Promise<void>
  /** Everything up to and with this offset is done. */
  commit(offset: number): Promise<void>
  /** Stops fetching the partition until the returned function is called. */
  pause(): () => void
}

export async function takeBatch(
  batch: PartitionBatch,
  { handle, slice_messages_max, signal }: ConsumeOptions,
): Promise<void> {
  const { messages } = batch
  for (let at = 0; at < messages.length; at += slice_messages_max) {
    if (!batch.isRunning() || !batch.isOwned() || signal.aborted) return
    const slice = messages.slice(at, at + slice_messages_max)
    const outcome = await alive(batch, () => handle(slice))
    if (outcome === 'full') {
      rest(batch)
      return
    }
    // Whoever owns the partition now is given the slice again.
    if (!batch.isOwned()) return
    const last = slice.at(-1)
    const whole = at + slice.length === messages.length
    if (last !== undefined) await batch.commit(whole ? batch.last_offset : last.offset)
    await batch.heartbeat()
  }
}

async function alive<Outcome>(
  batch: PartitionBatch,
  work: () => Promise<Outcome>,
): Promise<Outcome> {
  // What a heartbeat has to say is heard after the slice: it must be committed before the partition
  // is given back.
  const timer = setInterval(() => void batch.heartbeat().catch(() => {}), HEARTBEAT_INTERVAL_MS)
  try {
    return await work()
  } finally {
    clearInterval(timer)
  }
}

/** To resume a consumer that has stopped meanwhile does nothing. */
function rest(batch: PartitionBatch): void {
  setTimeout(batch.pause(), FULL_PAUSE_MS).unref()
}
