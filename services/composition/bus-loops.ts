import type { Registry } from 'prom-client'
import { DomainError } from '@jianwei/events/errors.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { Tracing } from '@jianwei/events/ports/tracing.ts'
import type { KafkaBus } from '@jianwei/infra/bus/kafka-bus.ts'
import type { Logger } from '@jianwei/infra/runtime/logger.ts'
import { makeInboundTopics, makeTopics } from '#/composition/open-bus.ts'
import { busLagMetric } from '#/intake/bus-lag-metric.ts'
import type { Intake } from '#/intake/intake.ts'
import { topicsOf, topicsUnder, type BoundPrefix } from '#/intake/department-topics.ts'
import { INTAKE_GROUP, runKafkaIntake } from '#/intake/kafka-consumer.ts'
import { repeat } from '#/lifecycle/repeat.ts'
import { together } from '#/lifecycle/together.ts'
import type { BusSettings } from '#/settings/bus-settings.ts'

/** What makes the topics of departments. */
export interface TopicParts {
  readonly bus: Pick<KafkaBus, 'createTopics'>
  readonly settings: BusSettings
  readonly logger: Logger
}

export interface BusIntakeParts extends TopicParts {
  readonly bus: Pick<KafkaBus, 'consume' | 'publish' | 'lag' | 'createTopics'>
  readonly intake: Intake
  readonly now: () => Instant
  readonly metrics: Registry
  readonly tracing: Tracing
  /** Departments that have topics of their own, as it is now. */
  readonly bound: () => readonly BoundPrefix[]
}

/** How often it is looked whether departments got topics or lost them. */
const LOOK_MS = 1_000
/** Topics that could not be made are tried again at each so many looks. */
const LOOKS_UNTIL_TRIED_AGAIN = 10

/**
 * Intake from the bus as a loop: makes the topics that are absent and takes from them. How far it
 * is behind is in the metrics. Where departments get topics of their own or lose them, it begins
 * anew with those. A department whose topics cannot be made is left out and told of in the log, so
 * that the others are served meanwhile; it is tried again and again, and taken in once it can be.
 */
export function busIntakeLoop(parts: BusIntakeParts): (signal: AbortSignal) => Promise<void> {
  const { bus, settings, intake, now, logger, metrics, tracing, bound } = parts
  let topics = topicsOf([])
  busLagMetric(metrics, { bus, group: INTAKE_GROUP, topics: () => topics })
  const runUntilChange = async (signal: AbortSignal): Promise<void> => {
    const wanted = bound()
    await makeTopics(bus, settings)
    const absent = await prefixesNotMade(
      parts,
      wanted.map(({ prefix }) => prefix),
    )
    topics = topicsOf(wanted.filter(({ prefix }) => !absent.includes(prefix)))
    const changed = new AbortController()
    let looks = 0
    const look = async (): Promise<void> => {
      if (topicsOf(bound()).join() !== topicsOf(wanted).join()) return changed.abort()
      looks += 1
      if (absent.length === 0 || looks % LOOKS_UNTIL_TRIED_AGAIN !== 0) return
      if ((await prefixesNotMade(parts, absent)).length < absent.length) changed.abort()
    }
    const take = (until: AbortSignal): Promise<void> =>
      runKafkaIntake({
        bus,
        intake,
        now,
        topics,
        bound,
        tracing,
        signal: until,
        onRecoverableError: (error) => logger.warn({ err: error }, 'a slice is offered again'),
        onDeadLetterRefused: ({ topic }, error) =>
          logger.warn({ topic, err: error }, 'no dead letter, quarantined only'),
      })
    await together(AbortSignal.any([signal, changed.signal]), [
      (until) => repeat(LOOK_MS, until, look),
      take,
    ])
  }
  return async (signal) => {
    while (!signal.aborted) await runUntilChange(signal)
  }
}

/**
 * Makes the topics under each of the prefixes by itself. Gives those that it could not make, each
 * of which it tells of in the log.
 */
export async function prefixesNotMade(
  { bus, settings, logger }: TopicParts,
  prefixes: readonly string[],
): Promise<readonly string[]> {
  const failed = await Promise.all(
    prefixes.map(async (prefix) => {
      try {
        await makeInboundTopics(bus, settings, topicsUnder(prefix))
        return []
      } catch (error) {
        if (!(error instanceof DomainError)) throw error
        logger.warn({ prefix, err: error }, 'topics of a department cannot be made, left out')
        return [prefix]
      }
    }),
  )
  return failed.flat()
}
