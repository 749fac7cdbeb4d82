import { deadLetterTopicOf, outboundTopics } from '@jianwei/events/topics.ts'
import { KafkaBus } from '@jianwei/infra/bus/kafka-bus.ts'
import type { Logger } from '@jianwei/infra/runtime/logger.ts'
import { topicsOf } from '#/intake/department-topics.ts'
import type { BusSettings } from '#/settings/bus-settings.ts'

/** Partitions that one process takes at the same time. */
const PARTITIONS_CONCURRENT_MAX = 4

type TopicMaker = Pick<KafkaBus, 'createTopics'>

/** Reaches the brokers when it is first asked. */
export function openBus({ access }: BusSettings, logger: Logger): KafkaBus {
  return new KafkaBus({
    access,
    client_id: 'jianwei',
    partitions_concurrent_max: PARTITIONS_CONCURRENT_MAX,
    logger: logger.with({ part: 'bus' }),
  })
}

/**
 * Makes the topics that are absent: those on which all departments send, their dead letters, and
 * what the platform publishes.
 */
export async function makeTopics(bus: TopicMaker, settings: BusSettings): Promise<void> {
  const outbound = outboundTopics.map(({ name }) => name)
  await makeAbsent(bus, settings, [...withDeadLetters(topicsOf([])), ...outbound])
}

/** Makes those of the topics that are absent, and their dead letters. */
export async function makeInboundTopics(
  bus: TopicMaker,
  settings: BusSettings,
  topics: readonly string[],
): Promise<void> {
  await makeAbsent(bus, settings, withDeadLetters(topics))
}

function withDeadLetters(topics: readonly string[]): readonly string[] {
  return topics.flatMap((name) => [name, deadLetterTopicOf(name)])
}

async function makeAbsent(
  bus: TopicMaker,
  { partitions, replicas }: BusSettings,
  topics: readonly string[],
): Promise<void> {
  await bus.createTopics(topics.map((topic) => ({ topic, partitions, replicas })))
}
