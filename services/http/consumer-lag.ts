import { Gauge, type Registry } from 'prom-client'
import type { Progress } from '#/http/progress.ts'

/** Registers each consumer's lag in `registry`; asked for whenever the metrics are read. */
export function consumerLag(registry: Registry, progress: Progress): void {
  lagGauge(
    'jianwei_consumer_lag_events',
    'Events in the log that the consumer has not dealt with',
    'lag_events',
  )
  lagGauge(
    'jianwei_consumer_lag_seconds',
    'Age of the oldest event that the consumer has not dealt with',
    'lag_seconds',
  )

  function lagGauge(name: string, help: string, field: 'lag_events' | 'lag_seconds'): void {
    const gauge = new Gauge({
      name,
      help,
      labelNames: ['consumer'],
      registers: [],
      async collect() {
        for (const consumer of await progress.consumers())
          this.set({ consumer: consumer.name }, consumer[field])
      },
    })
    registry.registerMetric(gauge)
  }
}
