import { Histogram, type Registry } from 'prom-client'
import { measuredRules } from '#/http/measured-rules.ts'
import type { EndedStatement } from '@jianwei/projections/ports/warehouse.ts'

export interface StatementTellers {
  readonly metrics: Registry
  readonly logger: { warn(fields: object, message: string): void }
  /** A statement that ran so long gets a line. */
  readonly slow_ms: number
}

/**
 * Measures the statements of rules by rule and question, and says which statements are slow. Both
 * know a statement by its name: its text holds what people sent. What waited for a connection is
 * not counted as time of the statement, and stands beside it in the line.
 */
export function tellStatements({
  metrics,
  logger,
  slow_ms,
}: StatementTellers): (ended: EndedStatement) => void {
  const histogram = new Histogram({
    name: 'jianwei_rule_statement_duration_seconds',
    help: 'Time that the warehouse worked on a statement of a rule, by rule and question',
    labelNames: ['rule', 'question'],
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers: [metrics],
  })
  const labelOf = measuredRules()
  return ({ purpose, about, waited_ms, ran_ms, failed }) => {
    if (about !== undefined) {
      const rule = labelOf(about.rule)
      histogram.observe({ rule, question: about.question }, ran_ms / 1_000)
    }
    if (ran_ms < slow_ms) return
    logger.warn(
      {
        statement: purpose,
        ...about,
        duration_ms: Math.round(ran_ms),
        waited_ms: Math.round(waited_ms),
        ...(failed ? { failed } : {}),
      },
      'slow statement',
    )
  }
}
