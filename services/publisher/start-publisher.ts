import type { KafkaBus } from '@jianwei/infra/bus/kafka-bus.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { AuditTrail } from '#/audit/audit-trail.ts'
import { makeTopics } from '#/composition/open-bus.ts'
import { logDuring, type Tenure, type WhileActive } from '#/lifecycle/lease.ts'
import type { Loops } from '#/lifecycle/loops.ts'
import { startRunning, type Running } from '#/lifecycle/running.ts'
import { runPublisher, type PublisherOptions } from '#/publisher/publisher.ts'
import type { BusSettings } from '#/settings/bus-settings.ts'

const BATCH_EVENTS_MAX = 1_000

export interface PublisherParts extends Pick<
  PublisherOptions,
  'checkpoints' | 'signal' | 'tracing'
> {
  readonly log: EventLog
  readonly now: () => Instant
  readonly loops: Loops
  readonly whileActive: WhileActive
  readonly bus: KafkaBus
  readonly bus_settings: BusSettings
}

/** Tells other systems of warnings and alerts; makes the topics that are absent. */
export function startPublisher(parts: PublisherParts): Running {
  const { log, checkpoints, bus, bus_settings, loops } = parts
  const publish = async (tenure: Tenure): Promise<void> => {
    await makeTopics(bus, bus_settings)
    const audit = new AuditTrail({ log: logDuring(tenure, log), now: parts.now })
    const options = { log, checkpoints, bus, audit, signal: tenure.signal }
    const { tracing } = parts
    await runPublisher({
      ...options,
      ...(tracing === undefined ? {} : { tracing }),
      batch_events_max: BATCH_EVENTS_MAX,
    })
  }
  return startRunning(parts.signal, (signal) =>
    parts.whileActive(signal, (tenure) =>
      loops.run('publisher', () => publish(tenure), tenure.signal),
    ),
  )
}
