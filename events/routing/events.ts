import { z } from 'zod'
import { defineEvent, personal } from '#/define-event.ts'
import { RegionIdSchema } from '#/identifiers/region-id.ts'
import { UnitId } from '#/organisation/events.ts'
import { Code, Passage, Version, Words } from '#/vocabulary.ts'
import { RiskLevel } from '#/warning/events.ts'

/** A table is one event. */
export const ROUTING_ROWS_MAX = 5_000

/** Which alerts go to which unit. A condition that is null holds of every alert. */
export const RoutingRow = z.strictObject({
  /** A region with all that lies within it, or a cell of the grid. */
  region: RegionIdSchema.nullable(),
  /** Of the alert's rule: who is responsible for it. */
  domain: Words.nullable(),
  rule_id: Code.nullable(),
  levels: z.array(RiskLevel).min(1).nullable(),
  /** Null: the unit that is responsible for the cell of the grid in which the alert lies. */
  unit: UnitId.nullable(),
  note: Passage.nullable(),
})
export type RoutingRow = z.infer<typeof RoutingRow>

/** A table, whole: the newest one is all that holds. */
export const RoutingTablePublished = defineEvent(
  'RoutingTablePublished',
  1,
  {
    role: 'record',
    title: { en: 'Routing table published', zh: '派单规则发布' },
    meaning: {
      en: 'Which alerts go into the queue of which unit was laid down anew.',
      zh: '重新确定各类预警单派发至哪个机构的待办队列。',
    },
  },
  {
    version: Version,
    /** In order: the first row of which all conditions hold decides. */
    rows: z.array(RoutingRow).max(ROUTING_ROWS_MAX),
    /** Whose queue takes what no row decides. */
    default_unit: UnitId,
    actor: personal(Words),
    reason: personal(Passage),
  },
)
export type RoutingTablePublished = z.infer<typeof RoutingTablePublished.data>

export const routingEvents = [RoutingTablePublished] as const
