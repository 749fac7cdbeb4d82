import { randomUUID } from 'node:crypto'
import { KafkaBus } from '@jianwei/infra/bus/kafka-bus.ts'
import type { BusMessage, MessageBus, OutgoingMessage } from '@jianwei/events/ports/message-bus.ts'
import { HANG_MS } from '#/support/hang.ts'

/** A bus on the brokers, in a part of them that is its own. */
export function testBus(brokers: string, prefix = ''): KafkaBus {
  return new KafkaBus({
    access: { brokers: brokers.split(','), prefix, tls: false },
    client_id: 'jianwei-tests',
    partitions_concurrent_max: 3,
    logger: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  })
}

export async function newTopic(bus: KafkaBus, partitions: number): Promise<string> {
  const topic = `test.${randomUUID()}`
  await bus.createTopics([{ topic, partitions, replicas: 1 }])
  return topic
}

export function newGroup(): string {
  return `group-${randomUUID()}`
}

export function textMessage(topic: string, key: string | null, value: string): OutgoingMessage {
  return {
    topic,
    key: key === null ? null : Buffer.from(key),
    value: Buffer.from(value),
    headers: [],
  }
}

export function textOf(message: Pick<BusMessage, 'value'>): string {
  return Buffer.from(message.value ?? []).toString()
}

/**
 * Everything in the topics from their beginning, by a group of its own; ends when `count` messages
 * have come.
 */
export async function readAll(
  bus: MessageBus,
  topics: readonly string[],
  count: number,
): Promise<BusMessage[]> {
  const read: BusMessage[] = []
  const done = new AbortController()
  if (count === 0) return read
  await bus.consume({
    group: newGroup(),
    topics,
    slice_messages_max: 1_000,
    signal: AbortSignal.any([done.signal, AbortSignal.timeout(HANG_MS)]),
    async handle(slice) {
      read.push(...slice)
      if (read.length >= count) done.abort()
      return 'taken'
    },
  })
  return read
}
