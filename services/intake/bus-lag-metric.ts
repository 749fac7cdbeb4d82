import { Gauge, type Registry } from 'prom-client'
import { DomainError } from '@jianwei/events/errors.ts'
import type { MessageBus } from '@jianwei/events/ports/message-bus.ts'

export interface BusLagSource {
  readonly bus: Pick<MessageBus, 'lag'>
  readonly group: string
  /** As it is now. */
  readonly topics: () => readonly string[]
}

/**
 * Registers how far the group is behind, by topic and partition; asked for whenever the metrics are
 * read. While the bus is away there are no values.
 */
export function busLagMetric(registry: Registry, { bus, group, topics }: BusLagSource): void {
  const gauge = new Gauge({
    name: 'jianwei_bus_lag_messages',
    help: 'Messages that the group has not taken yet',
    labelNames: ['group', 'topic', 'partition'],
    registers: [],
    async collect() {
      this.reset()
      try {
        for (const { topic, partition, lag_messages } of await bus.lag(group, topics())) {
          this.set({ group, topic, partition }, lag_messages)
        }
      } catch (error) {
        // A bus that is away must not take the other metrics with it.
        if (!(error instanceof DomainError)) throw error
      }
    },
  })
  registry.registerMetric(gauge)
}
