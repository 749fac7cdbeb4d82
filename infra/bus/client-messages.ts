import type { BusHeaders, BusMessage, OutgoingMessage } from '@jianwei/events/ports/message-bus.ts'

/** Messages in the client's shape, and ours from it. */

/**
 * Brokers take batches of 1 MB unless told otherwise; a batch carries some bytes of its own beside
 * the messages.
 */
export const PUBLISH_BYTES_MAX = 512 * 1024

export interface ReceivedMessage {
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers?: Readonly<Record<string, unknown>>
  readonly offset: string
  readonly timestamp: string
}

export function busMessage(
  topic: string,
  partition: number,
  received: ReceivedMessage,
): BusMessage {
  const { key, value, headers, offset, timestamp } = received
  return {
    topic,
    partition,
    offset: Number(offset),
    timestamp_ms: Number(timestamp),
    key,
    value,
    headers: busHeaders(headers),
  }
}

function busHeaders(headers: ReceivedMessage['headers']): BusHeaders {
  const pairs: [string, Uint8Array][] = []
  for (const [name, values] of Object.entries(headers ?? {})) {
    for (const value of Array.isArray(values) ? values : [values]) {
      // The client mixes what every object inherits into the values of a header with such a name,
      // `constructor` for one.
      if (value instanceof Uint8Array) pairs.push([name, value])
    }
  }
  return pairs
}

export interface ClientMessage {
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: Record<string, Buffer[]>
}

export interface TopicMessages {
  readonly topic: string
  readonly messages: ClientMessage[]
}

/** `prefix` stands before the names of topics. */
export function topicMessages(
  messages: readonly OutgoingMessage[],
  prefix: string,
): TopicMessages[] {
  const byTopic = Map.groupBy(messages, ({ topic }) => topic)
  return [...byTopic].map(([topic, ofTopic]) => ({
    topic: `${prefix}${topic}`,
    messages: ofTopic.map(clientMessage),
  }))
}

function clientMessage({ key, value, headers }: OutgoingMessage): ClientMessage {
  // No prototype: a header may have any name.
  const byName: Record<string, Buffer[]> = Object.create(null)
  for (const [name, bytes] of headers) (byName[name] ??= []).push(Buffer.from(bytes))
  return { key: key && Buffer.from(key), value: value && Buffer.from(value), headers: byName }
}

/**
 * Runs of messages that fit into one batch each, in order. A message that fits into none stands
 * alone.
 */
export function publishRuns(messages: readonly OutgoingMessage[]): OutgoingMessage[][] {
  const runs: OutgoingMessage[][] = []
  let bytes = Number.POSITIVE_INFINITY
  for (const message of messages) {
    const size = bytesOf(message)
    if (bytes + size > PUBLISH_BYTES_MAX) {
      runs.push([])
      bytes = 0
    }
    runs.at(-1)?.push(message)
    bytes += size
  }
  return runs
}

function bytesOf({ key, value, headers }: OutgoingMessage): number {
  const ofHeaders = headers.reduce(
    (sum, [name, bytes]) => sum + Buffer.byteLength(name) + bytes.length,
    0,
  )
  return (key?.length ?? 0) + (value?.length ?? 0) + ofHeaders
}
