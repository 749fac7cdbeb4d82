import { z } from 'zod'
import { defineEvent, personal } from '#/define-event.ts'
import { CivilDateSchema } from '#/instant.ts'
import {
  actionFields,
  checkActionCode,
  groundFields,
  Officers,
} from '#/supervision/action-fields.ts'
import { Code, Coded, Passage } from '#/vocabulary.ts'

const orderFields = {
  /** 责令改正 document; links the order to its checks. */
  order_number: Code.optional(),
  ...checkActionCode,
  case_number: Code.optional(),
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
    due_date: CivilDateSchema,
    ...orderFields,
    requirement: personal(Passage, 'text').optional(),
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
  /** The source's own words for what the check found. */
  result: Coded.optional(),
  officers: Officers.optional(),
  ...actionFields,
}

export const RectificationCheckedV1 = defineEvent('RectificationChecked', 1, checkedText, {
  rectified: z.boolean(),
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
  { outcome: z.enum(['rectified', 'not_rectified', 'undetermined']), ...checkedFields },
  ({ rectified, ...rest }) => ({
    ...rest,
    outcome: rectified === true ? 'rectified' : 'not_rectified',
  }),
)
export type RectificationChecked = z.infer<typeof RectificationChecked.data>
