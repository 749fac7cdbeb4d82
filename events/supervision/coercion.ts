import type { z } from 'zod'
import { defineEvent, personal } from '#/define-event.ts'
import { named } from '#/field-text.ts'
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
    coercion_name: named('行政强制名称', 'Name of the coercion', Words.optional()),
    coercion_number: named('行政强制编号', 'Number of the coercion', Code.optional()),
    decision_number: named('决定书文号', 'Number of the decision', Code.optional()),
    ...checkActionCode,
    coercion_kind: named('行政强制种类', 'Kind of coercion', Coded.optional()),
    measure_type: named('强制措施类型', 'Kind of measure', Coded.optional()),
    execution_type: named('强制执行方式', 'Kind of enforcement', Coded.optional()),
    result: named('行政强制结果', 'Result of the coercion', personal(Passage, 'text').optional()),
    due_date: named('强制措施期限', 'Day on which the measure lapses', CivilDateSchema.optional(), {
      zh: '初次期限为实施之日起三十日。',
      en: 'At first 30 days after it began.',
    }),
    extended_to: named('延长后期限', 'Extended to', CivilDateSchema.optional(), {
      zh: '强制措施经批准延长的，延长后的期限。',
      en: 'The later day, where the measure was extended.',
    }),
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
    coercion_number: named('行政强制编号', 'Number of the coercion', Code.optional()),
    decision_number: named('决定书文号', 'Number of the decision', Code.optional()),
    reason: named('解除原因', 'Reason for lifting', Coded.optional()),
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
    action_name: named('其他行为名称', 'Name of the action', Words),
    action_number: named('其他行为编号', 'Number of the action', Code.optional()),
    ...checkActionCode,
    item_source: named('事项来源', 'Source of the item', Coded.optional()),
    result: named('处理结果', 'Result', personal(Passage, 'text').optional()),
    ...actionFields,
  },
)
export type OtherActionTaken = z.infer<typeof OtherActionTaken.data>
