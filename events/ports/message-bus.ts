import { DomainError } from '#/errors.ts'

/** Names may repeat and keep their order; values are bytes. */
export type BusHeaders = readonly (readonly [name: string, value: Uint8Array])[]

export interface OutgoingMessage {
  readonly topic: string
  /** Messages with one key stay in order; null: on any partition. */
  readonly key: Uint8Array | null
  /** Null is a tombstone: on a compacted topic it removes the key. */
  readonly value: Uint8Array | null
  readonly headers: BusHeaders
}

/** A message in its place: topic, partition and offset together are unique for ever. */
export interface BusMessage extends OutgoingMessage {
  readonly partition: number
  readonly offset: number
  /** Milliseconds since 1970, as the producer or the broker wrote it. */
  readonly timestamp_ms: number
}

/**
 * `taken`: durable, never wanted again. `full`: nothing was taken; the partition rests for a moment
 * and offers the slice again.
 */
export type SliceOutcome = 'taken' | 'full'

export interface ConsumeOptions {
  /** Members of one group share the partitions. */
  readonly group: string
  readonly topics: readonly string[]
  readonly slice_messages_max: number
  /**
   * Consecutive messages of one partition, oldest first; never two slices of a partition at once.
   */
  readonly handle: (slice: readonly BusMessage[]) => Promise<SliceOutcome>
  /** Finishes the slices in hand, gives the partitions back and resolves. */
  readonly signal: AbortSignal
}

/** How far a group is behind in one partition. */
export interface PartitionLag {
  readonly topic: string
  readonly partition: number
  /** The offset of the message that the group reads next; null when it never took one. */
  readonly next_offset: number | null
  /** The offset that the next message of the partition will have. */
  readonly end_offset: number
  readonly lag_messages: number
}

/**
 * Carries messages between systems, at least once. Adapters: infra/bus. Contract: tests/contracts.
 */
export interface MessageBus extends AsyncDisposable {
  /**
   * From the group's offsets (at first the oldest message) until the signal aborts. A slice counts
   * as read only after `handle` has said `taken`; whatever dies before that, another member is
   * given the slice again. What `handle` throws ends the call.
   */
  consume(options: ConsumeOptions): Promise<void>
  /**
   * Resolves when every replica that must have the messages has them. After a failure some may have
   * arrived.
   */
  publish(messages: readonly OutgoingMessage[]): Promise<void>
  /** For every partition of the topics. */
  lag(group: string, topics: readonly string[]): Promise<readonly PartitionLag[]>
}

/** The bus does not answer, or not in time; nothing is wrong with what was asked. */
export class BusUnavailable extends DomainError {
  override readonly name = 'BusUnavailable'
  readonly code = 'BUS_UNAVAILABLE'
  override readonly retryable = true

  constructor(problem: string, options?: ErrorOptions) {
    super(`the message bus is not available: ${problem}`, options)
  }
}

/**
 * The bus will never do this: the message is too large, access is denied, the batch cannot be read.
 */
export class BusRefused extends DomainError {
  override readonly name = 'BusRefused'
  readonly code = 'BUS_REFUSED'

  constructor(problem: string, options?: ErrorOptions) {
    super(`the message bus refuses: ${problem}`, options)
  }
}
