import { z } from 'zod'
import { Code } from '@jianwei/events/vocabulary.ts'
import type { BulkStep } from '#/desk/bulk-steps.ts'

/** Of one row: five hundred of them, with all that a token stands for, are one note in the log. */
export const REASON_CHARACTERS_MAX = 300

const Assignment = z.strictObject({
  /** Null: nobody by name, but whoever of the unit signs. */
  to: Code.nullable(),
  /** Null: it stays where it is. */
  unit: Code.nullable(),
  reason: z.string().min(1).max(REASON_CHARACTERS_MAX),
})
export type Assignment = z.infer<typeof Assignment>

export const ASSIGN_EACH = 'assign-each'

const Body = z.strictObject({ rows: z.record(z.uuid(), Assignment) })

/**
 * Each alert to whom its row of a file names. With a unit it is transferred, without one it is
 * assigned. Throws a ZodError where the body is not one of this step.
 */
export function assignEach(sent: object): BulkStep {
  const body = Body.parse(sent)
  return {
    name: ASSIGN_EACH,
    body,
    commands: ({ decide }, who) => {
      const row = body.rows[who.alert_id]
      if (row === undefined) throw new TypeError('a token stands for alerts that have a row')
      const { to, unit, reason } = row
      if (unit !== null) decide({ type: 'TransferAlert', data: { ...who, to, unit, reason } })
      else if (to !== null) decide({ type: 'AssignAlert', data: { ...who, to, reason } })
    },
  }
}
