import type { Registry } from 'prom-client'
import type { Instant } from '@jianwei/events/instant.ts'
import { inboundTopics } from '@jianwei/events/topics.ts'
import type { KafkaBus } from '@jianwei/infra/bus/kafka-bus.ts'
import type { Logger } from '@jianwei/infra/runtime/logger.ts'
import { makeTopics } from '#/composition/open-bus.ts'
import { busLagMetric } from '#/intake/bus-lag-metric.ts'
import type { Intake } from '#/intake/intake.ts'
import { INTAKE_GROUP, runKafkaIntake } from '#/intake/kafka-consumer.ts'
import type { BusSettings } from '#/settings.ts'

export interface BusIntakeParts {
  readonly bus: KafkaBus
  readonly settings: BusSettings
  readonly intake: Intake
  readonly now: () => Instant
  readonly logger: Logger
  readonly metrics: Registry
}

/** Intake from the bus as a loop: makes the topics that are absent and takes from them. How far it is behind is in the metrics. */
export function busIntakeLoop(parts: BusIntakeParts): (signal: AbortSignal) => Promise<void> {
  const { bus, settings, intake, now, logger, metrics } = parts
  busLagMetric(metrics, { bus, group: INTAKE_GROUP, topics: inboundTopics.map(({ name }) => name) })
  return async (signal) => {
    await makeTopics(bus, settings)
    await runKafkaIntake({
      bus,
      intake,
      now,
      signal,
      onSetback: (error) => logger.warn({ err: error }, 'a slice is offered again'),
      onDeadLetterRefused: ({ topic }, error) => logger.warn({ topic, err: error }, 'no dead letter, quarantined only'),
    })
  }
}
