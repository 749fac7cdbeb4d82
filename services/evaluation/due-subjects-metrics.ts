import { Gauge, type Registry } from 'prom-client'
import type { DueSubjectsView } from '#/evaluation/due-subjects.ts'

/**
 * Registers how the queues of what time alone will change stand; looked at whenever the metrics are
 * read. A process that does not evaluate has none.
 */
export function dueSubjectsMetrics(
  registry: Registry,
  view: () => DueSubjectsView | undefined,
): void {
  const gauge = (name: string, help: string, value: (now: DueSubjectsView) => number): void => {
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
  gauge(
    'jianwei_rule_due_rules',
    'Rules of which is known whom time alone will concern next',
    ({ rules }) => rules,
  )
  gauge(
    'jianwei_rule_due_subjects',
    'Subjects and groups that time alone will concern, once for each rule',
    ({ subjects }) => subjects,
  )
  gauge(
    'jianwei_rule_due_rules_cut',
    'Rules of which, for the limit, only those are known whom time concerns first',
    ({ cut }) => cut,
  )
}
