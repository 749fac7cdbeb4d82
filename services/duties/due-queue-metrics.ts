import { Counter, Gauge, type Registry } from 'prom-client'
import type { DutyQueueView } from '#/duties/duty-keeper.ts'

/**
 * Registers how the due queue stands; looked at whenever the metrics are read. A process that does
 * not keep the clocks has nothing that is open or late.
 */
export function dueQueueMetrics(registry: Registry, view: () => DutyQueueView | undefined): void {
  const gauge = (name: string, help: string, value: (now: DutyQueueView) => number): void => {
    registry.registerMetric(
      new Gauge({
        name,
        help,
        registers: [],
        collect() {
          const now = view()
          if (now === undefined) this.reset()
          else this.set(value(now))
        },
      }),
    )
  }
  gauge('jianwei_duties_open', 'Duties whose clock runs or stands still', ({ open }) => open)
  gauge('jianwei_duties_paused', 'Duties whose clock stands still', ({ paused }) => paused)
  gauge(
    'jianwei_due_queue_behind_seconds',
    'Age of the earliest mark that fell and was not given yet',
    ({ behind_seconds }) => behind_seconds,
  )
  gauge(
    'jianwei_limit_table_unreadable',
    '1 where the newest table of limits cannot be read by this program',
    ({ limits_unreadable }) => (limits_unreadable === null ? 0 : 1),
  )
  registry.registerMetric(
    new Counter({
      name: 'jianwei_duties_unopened_total',
      help: 'Duties for which no clock was opened, by why and by what',
      labelNames: ['why', 'kind'],
      registers: [],
      collect() {
        this.reset()
        for (const { why, kind, count } of view()?.unopened ?? []) this.inc({ why, kind }, count)
      },
    }),
  )
}
