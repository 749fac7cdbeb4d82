import { z } from 'zod'
import { defineEvent, personal } from '#/define-event.ts'
import { CivilDateSchema } from '#/instant.ts'
import {
  actionFields,
  checkActionCode,
  groundFields,
  Officers,
} from '#/supervision/action-fields.ts'
import { amountCheck } from '#/supervision/amount-check.ts'
import {
  AmountText,
  AmountUnit,
  Cents,
  Code,
  Coded,
  Currency,
  LIST_ITEMS_MAX,
  Passage,
  Words,
} from '#/vocabulary.ts'

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

/**
 * A visit is due. `occurred_at` is when it was planned; `due_date` is the last day on which it
 * should take place.
 */
export const InspectionPlanned = defineEvent(
  'InspectionPlanned',
  1,
  {
    role: 'fact',
    title: { en: 'Inspection planned', zh: '检查计划' },
    meaning: {
      en: 'A department planned to inspect the subject.',
      zh: '部门计划对监管对象进行检查。',
    },
  },
  { ...visitFields, due_date: CivilDateSchema.optional(), ...actionFields },
)
export type InspectionPlanned = z.infer<typeof InspectionPlanned.data>

const CheckItem = z.strictObject({
  item_code: Code.optional(),
  item_name: Words.optional(),
  /** 合格, 不合格, 未检查, 合理缺项 */
  result: z.enum(['pass', 'fail', 'not_checked', 'not_applicable']),
  note: personal(Passage, 'text').optional(),
})

const conductedText = {
  role: 'fact',
  title: { en: 'Inspection conducted', zh: '行政检查' },
  meaning: {
    en: 'At least two officers inspected the subject, with a result per item.',
    zh: '两名以上执法人员对监管对象实施检查，逐项记录结果。',
  },
} as const

const conductedFields = {
  ...visitFields,
  officers: Officers,
  /** 检查结果; its code table is not published. */
  check_result: Coded.optional(),
  check_items: z.array(CheckItem).max(LIST_ITEMS_MAX).optional(),
  score: z.number().optional(),
  ...actionFields,
}

export const InspectionConductedV1 = defineEvent(
  'InspectionConducted',
  1,
  conductedText,
  conductedFields,
)

/**
 * An inspection took place. Only the officers must be stated (see `Officers`): every other part is
 * missing in some real register. `check_result` is the source's overall result, `score` the points
 * it gave, on its own scale. Version 2 added what the supervision of inspections asks for.
 */
export const InspectionConducted = defineEvent(
  'InspectionConducted',
  2,
  conductedText,
  {
    ...conductedFields,
    /** 检查码: the number of the approved task, as the officers show it on site. */
    task_code: Code.optional(),
    /** 亮码、扫码入企: whether the code was scanned on site. Absent where the source does not know. */
    code_scanned: z.boolean().optional(),
    /** 实施层级: the level of the body that inspected. */
    implement_level: z.enum(['national', 'province', 'city', 'county']).optional(),
    /** 全项目检查: every item of the implementation list was checked. */
    all_items_checked: z.boolean().optional(),
    /** 是否发现问题, as the source judges it. */
    problem_found: z.boolean().optional(),
    /** 组长执法证号: the officer who led the inspection. */
    team_leader_certificate: personal(Code, 'certificate').optional(),
  },
  (previous) => previous,
)
export type InspectionConducted = z.infer<typeof InspectionConducted.data>

const foundText = {
  role: 'fact',
  title: { en: 'Violation found', zh: '发现违法行为' },
  meaning: {
    en: 'A department found that the subject broke a rule.',
    zh: '部门发现监管对象存在违法行为。',
  },
} as const

const foundFields = {
  ...checkActionCode,
  case_number: Code.optional(),
  ...groundFields,
  /** The source's own grade: high risk, critical, minor. */
  severity: Coded.optional(),
  citations: z.int().min(1).optional(),
  ...actionFields,
}

export const ViolationFoundV1 = defineEvent('ViolationFound', 1, foundText, foundFields)

const found = defineEvent(
  'ViolationFound',
  2,
  foundText,
  {
    ...foundFields,
    currency: Currency.optional(),
    /** 货值金额: the value of the goods that the violation concerns. */
    goods_value_cents: Cents.optional(),
    goods_value_unit: AmountUnit.optional(),
    goods_value_text: AmountText.optional(),
    /** 违法行为持续天数 */
    lasted_days: z.int().min(0).optional(),
  },
  (previous) => previous,
)

/**
 * One violation, or several of one kind where the source counts them. `occurred_at` is when it
 * happened or was found. Version 2 added how grave it is in money and in days; the amount comes
 * whole.
 */
export const ViolationFound = { ...found, data: found.data.check(amountCheck('goods_value')) }
export type ViolationFound = z.infer<typeof ViolationFound.data>
