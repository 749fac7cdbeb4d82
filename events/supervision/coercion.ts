import type { z } from 'zod'
import { defineEvent, personal } from '#/define-event.ts'
import { CivilDateSchema } from '#/instant.ts'
import { actionFields, checkActionCode, groundFields } from '#/supervision/action-fields.ts'
import { Code, Coded, Passage, Words } from '#/vocabulary.ts'

/**
 * A compulsory measure began at `occurred_at`. Kinds and measures have no published code
 * table.
 */
export const CoercionImposed = defineEvent(
  'CoercionImposed',
  1,
  {
    role: 'fact',
    title: { en: 'Coercion imposed', zh: '实施行政强制' },
    meaning: {
      en: 'A compulsory measure began, such as sealing or seizure.',
      zh: '对监管对象实施强制措施，如查封、扣押。',
    },
  },
  {
    coercion_name: Words.optional(),
    coercion_number: Code.optional(),
    decision_number: Code.optional(),
    ...checkActionCode,
    coercion_kind: Coded.optional(),
    measure_type: Coded.optional(),
    execution_type: Coded.optional(),
    result: personal(Passage, 'text').optional(),
    /** The day on which the measure lapses: at first 30 days after it began. */
    due_date: CivilDateSchema.optional(),
    /** The later day, where the measure was extended. */
    extended_to: CivilDateSchema.optional(),
    ...groundFields,
    ...actionFields,
  },
)
export type CoercionImposed = z.infer<typeof CoercionImposed.data>

export const CoercionLifted = defineEvent(
  'CoercionLifted',
  1,
  {
    role: 'fact',
    title: { en: 'Coercion lifted', zh: '解除行政强制' },
    meaning: { en: 'A compulsory measure ended.', zh: '对监管对象的强制措施解除。' },
  },
  {
    coercion_number: Code.optional(),
    decision_number: Code.optional(),
    reason: Coded.optional(),
    ...actionFields,
  },
)
export type CoercionLifted = z.infer<typeof CoercionLifted.data>

/**
 * A regulatory action that is neither inspection, penalty nor coercion (其他行为).
 */
export const OtherActionTaken = defineEvent(
  'OtherActionTaken',
  1,
  {
    role: 'fact',
    title: { en: 'Other action taken', zh: '其他监管行为' },
    meaning: { en: 'A department took another regulatory action.', zh: '部门采取了其他监管行为。' },
  },
  {
    action_name: Words,
    action_number: Code.optional(),
    ...checkActionCode,
    item_source: Coded.optional(),
    result: personal(Passage, 'text').optional(),
    ...actionFields,
  },
)
export type OtherActionTaken = z.infer<typeof OtherActionTaken.data>
