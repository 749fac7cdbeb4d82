import type { Position } from '@jianwei/events/envelope.ts'
import { RULE_EVENT_TYPES, type RuleEvent } from '@jianwei/events/rule/rule-versions.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { recordEvents, type RecordedAt } from '#/record-events/queries.ts'

/** What happened to a rule, where in the log and when. */
export type RuleLifeEvent = RecordedAt<RuleEvent>

/**
 * The events of all rules after a position, up to another, in the order of the log. Throws
 * EventUnreadable when one has not its promised shape.
 */
export function ruleLifeEvents(
  warehouse: Warehouse,
  range: { readonly after: Position; readonly up_to?: Position },
): Promise<readonly RuleLifeEvent[]> {
  return recordEvents<RuleEvent>(
    warehouse,
    { types: RULE_EVENT_TYPES, ...range },
    { purpose: 'rule-life:events', lane: 'rules' },
  )
}
