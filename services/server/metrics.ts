import { Gauge, Histogram, type Registry } from 'prom-client'
import type { Progress } from '#/server/progress.ts'

export interface AnsweredRequest {
  readonly method: string
  readonly route: string
  readonly status: number
  readonly duration_ms: number
}

export interface RequestDurations {
  observe(answered: AnsweredRequest): void
}

/** Registers the request durations in `registry`. Labels have few values: the route's pattern, never an address. */
export function requestDurations(registry: Registry): RequestDurations {
  const histogram = new Histogram({
    name: 'jianwei_http_request_duration_seconds',
    help: 'Time from the request to its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  })
  return {
    observe({ method, route, status, duration_ms }) {
      histogram.observe({ method, route, status }, duration_ms / 1000)
    },
  }
}

/** Registers each consumer's lag in `registry`; asked for whenever the metrics are read. */
export function consumerLag(registry: Registry, progress: Progress): void {
  lagGauge('jianwei_consumer_lag_events', 'Events in the log that the consumer has not dealt with', 'lag_events')
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
        for (const consumer of await progress.consumers()) this.set({ consumer: consumer.name }, consumer[field])
      },
    })
    registry.registerMetric(gauge)
  }
}
