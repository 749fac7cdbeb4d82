import { z } from 'zod'
import { defineEvent, personal } from '#/define-event.ts'
import { CivilDateSchema } from '#/instant.ts'
import { actionFields, checkActionCode, groundFields, Officers } from '#/supervision/action-fields.ts'
import { Code, Coded, LIST_ITEMS_MAX, Passage, Words } from '#/vocabulary.ts'

const visitFields = {
  /** 双随机一公开计划id */
  plan_id: Code.optional(),
  /** 检查行为名称 */
  check_action_name: Words.optional(),
  ...checkActionCode,
  /** 检查形式: 01 routine (日常), 02 special (专项). */
  check_form: z.enum(['01', '02']).optional(),
  /** 检查类别; its code table is not published. */
  check_type: Coded.optional(),
  /** 检查方式; its code table is not published. */
  check_mode: Coded.optional(),
}

/** A visit is due. `occurred_at` is when it was planned; `due_date` is the last day on which it should take place. */
export const InspectionPlanned = defineEvent(
  'InspectionPlanned',
  1,
  {
    role: 'fact',
    title: { en: 'Inspection planned', zh: '检查计划' },
    meaning: { en: 'A department planned to inspect the subject.', zh: '部门计划对监管对象进行检查。' },
  },
  { ...visitFields, due_date: CivilDateSchema.optional(), ...actionFields },
)
export type InspectionPlanned = z.infer<typeof InspectionPlanned.data>

const CheckItem = z.strictObject({
  item_code: Code.optional(),
  item_name: Words.optional(),
  /** 合格, 不合格, 未检查, 合理缺项 */
  result: z.enum(['pass', 'fail', 'not_checked', 'not_applicable']),
  note: personal(Passage).optional(),
})

/**
 * An inspection took place. Only the officers must be stated (see `Officers`): every other part is missing in some real
 * register. `check_result` is the source's overall result, `score` the points it gave, on its own scale.
 */
export const InspectionConducted = defineEvent(
  'InspectionConducted',
  1,
  {
    role: 'fact',
    title: { en: 'Inspection conducted', zh: '行政检查' },
    meaning: {
      en: 'At least two officers inspected the subject, with a result per item.',
      zh: '两名以上执法人员对监管对象实施检查，逐项记录结果。',
    },
  },
  {
    ...visitFields,
    officers: Officers,
    /** 检查结果; its code table is not published. */
    check_result: Coded.optional(),
    check_items: z.array(CheckItem).max(LIST_ITEMS_MAX).optional(),
    score: z.number().optional(),
    ...actionFields,
  },
)
export type InspectionConducted = z.infer<typeof InspectionConducted.data>

/** One violation, or several of one kind where the source counts them. `occurred_at` is when it happened or was found. */
export const ViolationFound = defineEvent(
  'ViolationFound',
  1,
  {
    role: 'fact',
    title: { en: 'Violation found', zh: '发现违法行为' },
    meaning: { en: 'A department found that the subject broke a rule.', zh: '部门发现监管对象存在违法行为。' },
  },
  {
    ...checkActionCode,
    case_number: Code.optional(),
    ...groundFields,
    /** The source's own grade: high risk, critical, minor. */
    severity: Coded.optional(),
    citations: z.int().min(1).optional(),
    ...actionFields,
  },
)
export type ViolationFound = z.infer<typeof ViolationFound.data>
