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
  YesNo,
} from '#/vocabulary.ts'

const visitFields = {
  plan_id: named('双随机检查计划编号', 'Number of the inspection plan', Code.optional()),
  check_action_name: named('检查行为名称', 'Name of the inspection', Words.optional()),
  ...checkActionCode,
  check_form: named('检查形式', 'Form of the inspection', z.enum(['01', '02']).optional(), {
    zh: '01 日常检查，02 专项检查。',
    en: '01 routine, 02 special.',
  }),
  check_type: named('检查类别', 'Kind of inspection', Coded.optional()),
  check_mode: named('检查方式', 'Way of inspecting', Coded.optional()),
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
  {
    ...visitFields,
    due_date: named('计划完成日期', 'Planned by', CivilDateSchema.optional(), {
      zh: '检查应当在此日之前实施。',
      en: 'The last day on which the visit should take place.',
    }),
    ...actionFields,
  },
)
export type InspectionPlanned = z.infer<typeof InspectionPlanned.data>

const CheckItem = z.strictObject({
  item_code: named('检查项编码', 'Code of the item', Code.optional()),
  item_name: named('检查项名称', 'Name of the item', Words.optional()),
  result: named(
    '检查项结果',
    'Result of the item',
    z.enum(['pass', 'fail', 'not_checked', 'not_applicable']),
    {
      zh: 'pass 合格，fail 不合格，not_checked 未检查，not_applicable 合理缺项。',
      en: 'What came of checking the item.',
    },
  ),
  note: named('检查项说明', 'Note on the item', personal(Passage, 'text').optional()),
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
  officers: named('执法人员', 'Officers', Officers, {
    zh: '至少两名不同的执法人员；来源不公布执法人员的，填 null。',
    en: 'At least two different officers; null where the source publishes none.',
  }),
  check_result: named('检查结果', 'Result of the inspection', Coded.optional()),
  check_items: named('检查项', 'Items checked', z.array(CheckItem).max(LIST_ITEMS_MAX).optional(), {
    zh: '逐项记录的检查结果。',
    en: 'What was checked, with a result for each.',
  }),
  score: named('检查得分', 'Score', z.number().optional(), {
    zh: '来源给出的分值，按来源自己的尺度。',
    en: 'The points that the source gave, on its own scale.',
  }),
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
    task_code: named('检查码', 'Inspection task code', Code.optional(), {
      zh: '经批准的检查任务编号，执法人员现场出示。',
      en: 'The number of the approved task, as the officers show it on site.',
    }),
    code_scanned: named('是否扫码入企', 'Code scanned on site', YesNo.optional(), {
      zh: '现场是否亮码、扫码；来源不掌握的不填。',
      en: 'Whether the code was scanned on site; absent where the source does not know.',
    }),
    implement_level: named(
      '实施层级',
      'Level of the acting body',
      z.enum(['national', 'province', 'city', 'county']).optional(),
      {
        zh: 'national 国家级，province 省级，city 市级，county 县级。',
        en: 'The level of the body that inspected.',
      },
    ),
    all_items_checked: named('是否全项目检查', 'All items checked', YesNo.optional(), {
      zh: '检查实施清单的所有检查项均已检查。',
      en: 'Every item of the implementation list was checked.',
    }),
    problem_found: named('是否发现问题', 'Problem found', YesNo.optional(), {
      zh: '按来源的判断。',
      en: 'As the source judges it.',
    }),
    team_leader_certificate: named(
      '组长执法证号',
      'Certificate number of the leader',
      personal(Code, 'certificate').optional(),
    ),
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
  case_number: named('案件编号', 'Case number', Code.optional()),
  ...groundFields,
  severity: named('严重程度', 'Severity', Coded.optional(), {
    zh: '来源自己的等级。',
    en: "The source's own grade, such as high risk, critical, minor.",
  }),
  citations: named('违法行为次数', 'Number of violations', z.int().min(1).optional(), {
    zh: '同一类违法行为的次数，来源计数的才填。',
    en: 'How many of one kind, where the source counts them.',
  }),
  ...actionFields,
}

export const ViolationFoundV1 = defineEvent('ViolationFound', 1, foundText, foundFields)

const found = defineEvent(
  'ViolationFound',
  2,
  foundText,
  {
    ...foundFields,
    currency: named('币种', 'Currency', Currency.optional()),
    goods_value_cents: named('货值金额', 'Value of the goods', Cents.optional()),
    goods_value_unit: named(
      '货值金额的原单位',
      'Unit of: value of the goods',
      AmountUnit.optional(),
    ),
    goods_value_text: named('货值金额的原文', 'Text of: value of the goods', AmountText.optional()),
    lasted_days: named('违法行为持续天数', 'Days that it lasted', z.int().min(0).optional(), {
      zh: '违法行为自发生至终止的天数。',
      en: 'From its beginning to its end.',
    }),
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
