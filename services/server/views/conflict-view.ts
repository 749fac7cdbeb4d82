import { z } from 'zod'
import { AUTHORITY_PARTICULARS } from '@jianwei/events/authority/events.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import {
  CONFLICT_STATES,
  type AttributeConflict,
} from '@jianwei/projections/attribute-conflicts/conflict.ts'
import type { SubjectName } from '@jianwei/projections/subjects/queries.ts'
import { maskedField } from '#/access/masked-answer.ts'
import { Time } from '#/server/views/vocabulary.ts'

export const Particular = z.enum(AUTHORITY_PARTICULARS).meta({
  description: 'What of the subject they contradict each other in 事项',
  examples: ['address_registered'],
})

export const ConflictStateField = z.enum(CONFLICT_STATES).meta({
  description:
    'open 未退回: nobody was asked about it as it is now. sent_back 已退回: a source was. settled ' +
    '已解决: it was sent back, and the two say the same now or one says nothing any more',
})

const said = {
  source: z.string(),
  attribute: Particular,
  value: z.string().meta({ description: 'As the source wrote it' }),
  ...maskedField,
  event_id: z.uuid().meta({ description: 'The event that says so' }),
}

const StatementView = z
  .object({
    ...said,
    fact_id: z.uuid(),
    holds: z.boolean().meta({ description: 'Whether it is what holds for the subject 采信' }),
    occurred_at: Time,
    reported_at: Time,
  })
  .meta({ id: 'ConflictStatement', description: 'What one of the two sources says 来源所述' })

const ReturnView = z
  .object({
    to_source: z.string().meta({ description: 'Who was asked to look at it 退回对象' }),
    actor: z.string(),
    reason: z.string(),
    returned_at: Time,
    statements: z.array(z.object(said)).meta({ description: 'What the two said then' }),
  })
  .meta({ id: 'ConflictReturn', description: 'That it was sent back to a source 退回记录' })

export const ConflictView = z
  .object({
    conflict_id: z.uuid(),
    subject_id: z.string(),
    name: z.string().nullable().meta({ description: 'As it holds now' }),
    ...maskedField,
    subject_type: z.string().nullable(),
    particular: Particular,
    sources: z.array(z.string()).meta({ description: 'The two, in the order of their names' }),
    state: ConflictStateField,
    since: Time.nullable().meta({
      description: 'When the log took the later of what the two say; null where settled 起始时间',
    }),
    statements: z.array(StatementView).meta({
      description: 'What each says now; of one that says nothing any more there is none',
    }),
    returns: z.array(ReturnView).meta({ description: 'Newest first' }),
  })
  .meta({
    id: 'AttributeConflict',
    description: 'Two sources that contradict each other about a subject 属性冲突',
  })

export const ConflictCountsView = z
  .object({
    by_state: z.object({ open: z.int(), sent_back: z.int(), settled: z.int() }),
    by_particular: z
      .array(z.object({ particular: Particular, conflicts: z.int() }))
      .meta({ description: 'Without those that are settled' }),
  })
  .meta({ id: 'AttributeConflictCounts' })

export const ConflictReturnedView = z
  .object({
    conflict_id: z.uuid(),
    to_source: z.string(),
    is_new: z.boolean().meta({ description: 'False where the same was sent back before' }),
  })
  .meta({ id: 'ConflictReturned' })

export function conflictView(
  conflict: AttributeConflict,
  name: SubjectName | undefined,
  since: Instant | null,
): z.infer<typeof ConflictView> {
  const { particular: attribute, statements, returns, holds } = conflict
  return {
    conflict_id: conflict.conflict_id,
    subject_id: conflict.subject_id,
    name: name?.name ?? null,
    subject_type: name?.subject_type ?? null,
    particular: attribute,
    sources: [...conflict.sources],
    state: conflict.state,
    since,
    statements: statements.map((one) => ({ ...one, attribute, holds: one.source === holds })),
    returns: returns.map(({ recorded_at: returned_at, values, ...one }) => ({
      ...one,
      returned_at,
      statements: values.map((value) => ({ ...value, attribute })),
    })),
  }
}
