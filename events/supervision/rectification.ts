import { z } from 'zod'
import { defineEvent, personal } from '#/define-event.ts'
import { named } from '#/field-text.ts'
import { CivilDateSchema } from '#/instant.ts'
import {
  actionFields,
  checkActionCode,
  groundFields,
  Officers,
} from '#/supervision/action-fields.ts'
import { Code, Coded, Passage, YesNo } from '#/vocabulary.ts'

const orderFields = {
  order_number: named('责令改正通知书文号', 'Number of the order', Code.optional(), {
    zh: '责令整改与其复查凭此关联。',
    en: 'Links the order to its checks.',
  }),
  ...checkActionCode,
  case_number: named('案件编号', 'Case number', Code.optional()),
}

/**
 * The subject must put something right by the end of `due_date`. Real orders carry due dates before
 * their own date.
 */
export const RectificationOrdered = defineEvent(
  'RectificationOrdered',
  1,
  {
    role: 'fact',
    title: { en: 'Rectification ordered', zh: '责令限期整改' },
    meaning: {
      en: 'The subject was ordered to correct by a due date.',
      zh: '责令监管对象在限期内整改。',
    },
  },
  {
    due_date: named('整改期限', 'Day by which to rectify', CivilDateSchema),
    ...orderFields,
    requirement: named('整改要求', 'Requirement', personal(Passage, 'text').optional()),
    ...groundFields,
    ...actionFields,
  },
)
export type RectificationOrdered = z.infer<typeof RectificationOrdered.data>

const checkedText = {
  role: 'fact',
  title: { en: 'Rectification checked', zh: '整改复查' },
  meaning: {
    en: 'A department checked whether the subject had corrected what was ordered.',
    zh: '部门复查监管对象是否完成整改。',
  },
} as const

const checkedFields = {
  ...orderFields,
  result: named('复查结果', 'Result of the check', Coded.optional(), {
    zh: '复查发现的情况，按来源原文。',
    en: "The source's own words for what the check found.",
  }),
  officers: named('执法人员', 'Officers', Officers.optional(), {
    zh: '至少两名不同的执法人员；来源不公布执法人员的，填 null。',
    en: 'At least two different officers; null where the source publishes none.',
  }),
  ...actionFields,
}

export const RectificationCheckedV1 = defineEvent('RectificationChecked', 1, checkedText, {
  rectified: named('是否整改到位', 'Rectified', YesNo),
  ...checkedFields,
})

/**
 * A check of an earlier order. Version 2 replaced the yes or no of version 1, because registers
 * also record checks that settle nothing: made before the due date, or while the source of the
 * pollution stood still.
 */
export const RectificationChecked = defineEvent(
  'RectificationChecked',
  2,
  checkedText,
  {
    outcome: named('整改结论', 'Outcome', z.enum(['rectified', 'not_rectified', 'undetermined']), {
      zh: 'rectified 已整改，not_rectified 未整改，undetermined 无法判定。',
      en: 'Rectified, not rectified, or undetermined.',
    }),
    ...checkedFields,
  },
  ({ rectified, ...rest }) => ({
    ...rest,
    outcome: rectified === true ? 'rectified' : 'not_rectified',
  }),
)
export type RectificationChecked = z.infer<typeof RectificationChecked.data>
