import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import type { Rule } from '@jianwei/projections/rules/rule.ts'

/** What alerting reads and writes. */
export interface AlertingOptions {
  readonly log: EventLog
  readonly warehouse: Warehouse
  /** Every version that is or was published. */
  readonly rules: readonly Rule[]
}
