import { deadLetterTopicOf, inboundTopics, outboundTopics } from '@jianwei/events/topics.ts'
import { KafkaBus } from '@jianwei/infra/bus/kafka-bus.ts'
import type { Logger } from '@jianwei/infra/runtime/logger.ts'
import type { BusSettings } from '#/settings.ts'

/** Partitions that one process takes at the same time. */
const PARTITIONS_CONCURRENT_MAX = 4

/** Reaches the brokers when it is first asked. */
export function openBus({ access }: BusSettings, logger: Logger): KafkaBus {
  return new KafkaBus({
    access,
    client_id: 'jianwei',
    partitions_concurrent_max: PARTITIONS_CONCURRENT_MAX,
    logger: logger.with({ part: 'bus' }),
  })
}

/** Makes the topics that are absent: what departments send, its dead letters, and what the platform publishes. */
export async function makeTopics(bus: KafkaBus, { partitions, replicas }: BusSettings): Promise<void> {
  const inbound = inboundTopics.flatMap(({ name }) => [name, deadLetterTopicOf(name)])
  const topics = [...inbound, ...outboundTopics.map(({ name }) => name)]
  await bus.createTopics(topics.map((topic) => ({ topic, partitions, replicas })))
}
