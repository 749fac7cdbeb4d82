import { Histogram, type Registry } from 'prom-client'
import { measuredRules } from '#/http/measured-rules.ts'

/**
 * Measures how long a process works on a rule itself, once for each stretch of subjects or groups
 * that a round looks at together: what the warehouse does for it is not counted.
 */
export function tellEvaluations(metrics: Registry): (rule: string, took_ms: number) => void {
  const histogram = new Histogram({
    name: 'jianwei_rule_evaluation_duration_seconds',
    help: 'Time that the process worked on a rule in a round, without statements, by rule',
    labelNames: ['rule'],
    buckets: [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5],
    registers: [metrics],
  })
  const labelOf = measuredRules()
  return (rule, took_ms) => histogram.observe({ rule: labelOf(rule) }, took_ms / 1_000)
}
