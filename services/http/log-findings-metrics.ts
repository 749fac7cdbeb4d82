import { Gauge, type Registry } from 'prom-client'
import {
  ASIDE_REASONS,
  STREAM_LOSS_KINDS,
  type LogStanding,
} from '@jianwei/events/ports/log-standing.ts'

/**
 * Registers what was found in the log beside its events; asked for whenever the metrics are read.
 * Every reason and kind is there from the start, so that the first of one is an increase.
 */
export function logFindingsMetrics(registry: Registry, standing: LogStanding): void {
  registry.registerMetric(
    new Gauge({
      name: 'jianwei_log_set_aside_events',
      help: 'What lies in streams of the log and is no event of it, or cannot be read',
      labelNames: ['reason'],
      registers: [],
      async collect() {
        const { set_aside } = await standing.findings()
        for (const reason of ASIDE_REASONS) {
          const counts = set_aside.filter((count) => count.reason === reason)
          this.set(
            { reason },
            counts.reduce((sum, { events }) => sum + events, 0),
          )
        }
      },
    }),
  )
  registry.registerMetric(
    new Gauge({
      name: 'jianwei_log_stream_losses',
      help: "What the log's server takes, or has taken, out of streams of the log",
      labelNames: ['kind'],
      registers: [],
      async collect() {
        const { stream_losses } = await standing.findings()
        for (const kind of STREAM_LOSS_KINDS)
          this.set({ kind }, stream_losses.filter((loss) => loss.kind === kind).length)
      },
    }),
  )
}
