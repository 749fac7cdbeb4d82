import { z } from 'zod'
import { defineEvent } from '#/define-event.ts'
import { named } from '#/field-text.ts'
import { CivilDateSchema } from '#/instant.ts'
import { actionFields, checkActionCode } from '#/supervision/action-fields.ts'
import { Code, Coded, Words } from '#/vocabulary.ts'

/**
 * Steps of a procedure (办理环节) for which a law or a published practice sets a time limit, and which
 * no event of their own reports (`docs/domain/time-limits.md`). What opens a step starts its clock;
 * what completes it stops the clock.
 */
export const PROCEDURE_STEPS = {
  complaint_termination_notice: { en: 'notice that mediation was terminated', zh: '终止调解告知' },
  mediation_lead_verification: {
    en: 'verification of a lead found in mediation',
    zh: '调解中发现违法线索的核查',
  },
  reporter_notice: {
    en: 'notice to a named reporter whether a case is filed',
    zh: '实名举报立案情况告知',
  },
  jurisdiction_dispute: { en: 'settlement of a dispute about jurisdiction', zh: '管辖争议协商' },
  publicity_report_verification: {
    en: 'verification of a report of false published information',
    zh: '虚假公示信息举报核查',
  },
  lead_verification: {
    en: 'verification of a lead and decision on filing',
    zh: '线索核查与立案决定',
  },
  case_review: { en: 'review of a case before its decision', zh: '案件审核' },
  evidence_preservation: {
    en: 'decision on evidence registered and preserved in advance',
    zh: '先行登记保存证据的处理',
  },
  hearing_notice: { en: 'notice of a hearing to the parties', zh: '听证通知' },
  hearing: { en: 'hearing', zh: '举行听证' },
  decision_service: { en: 'service of a decision', zh: '决定书送达' },
  decision_unpublication: { en: 'withdrawal of a decision from publication', zh: '撤下决定公示' },
  urgent_measure_approval: {
    en: 'report and approval of an urgent on-site measure',
    zh: '当场强制措施补办批准',
  },
  court_enforcement_application: {
    en: 'application to a court for enforcement',
    zh: '申请法院强制执行',
  },
  licence_decision: { en: 'decision on an application for a licence', zh: '行政许可决定' },
  public_security_case: { en: 'handling of a public-security case', zh: '治安案件办理' },
  review_acceptance: {
    en: 'decision whether to accept an application for review',
    zh: '复议申请受理审查',
  },
  review_decision: { en: 'decision on an administrative review', zh: '行政复议决定' },
  registration_publication: {
    en: 'publication of registration information',
    zh: '登记备案信息公示',
  },
  inspection_result_publication: { en: 'publication of an inspection result', zh: '检查结果公示' },
  credit_repair_decision: {
    en: 'decision on an application for credit repair',
    zh: '信用修复决定',
  },
  credit_objection_marking: { en: 'mark on a record under objection', zh: '信用信息异议标注' },
  credit_objection_decision: {
    en: 'decision on an objection to a credit record',
    zh: '信用信息异议处理',
  },
  annual_inspection_plan: {
    en: 'publication of the annual inspection plan',
    zh: '年度检查计划公布',
  },
  special_equipment_reinspection: {
    en: 're-inspection of special equipment',
    zh: '特种设备整改复查',
  },
  coal_mine_restart_acceptance: {
    en: 'acceptance of a coal mine before it restarts',
    zh: '煤矿复产验收',
  },
  accident_report_by_unit: { en: 'report of an accident by the unit', zh: '单位事故报告' },
  accident_report_passed_up: { en: 'report of an accident to the next level', zh: '事故逐级上报' },
  accident_investigation: { en: 'investigation report on an accident', zh: '提交事故调查报告' },
  accident_report_approval: {
    en: 'approval of an accident investigation report',
    zh: '事故调查报告批复',
  },
  enforcement_correction: { en: 'correction of unlawful enforcement', zh: '违法执法行为纠正' },
} as const
export type ProcedureStep = keyof typeof PROCEDURE_STEPS

// Object.keys gives the keys of the table and no others.
const steps = Object.keys(PROCEDURE_STEPS).sort() as ProcedureStep[]

const STEPS_MEANING = {
  zh: `${steps.map((step) => `${step} ${PROCEDURE_STEPS[step].zh}`).join('，')}。`,
  en: `${steps.map((step) => `${step}: ${PROCEDURE_STEPS[step].en}`).join('; ')}.`,
}

const stepFields = {
  step: named('办理环节', 'Step', z.literal(steps), STEPS_MEANING),
  matter_number: named('办件编号', 'Matter number', Code.optional(), {
    zh: '该环节开始与办结凭此关联。',
    en: 'The matter in the system of its department; ties the end of a step to its beginning.',
  }),
  case_number: named('案件编号', 'Case number', Code.optional()),
  decision_number: named('决定书文号', 'Number of the decision', Code.optional()),
  order_number: named('责令改正通知书文号', 'Number of the order', Code.optional(), {
    zh: '责令整改与其复查凭此关联。',
    en: 'Links the order to its checks.',
  }),
  complaint_number: named('投诉编号', 'Complaint number', Code.optional()),
  accident_number: named('事故编号', 'Accident number', Code.optional()),
  ...checkActionCode,
  handling_unit: named('承办单位', 'Handling unit', Words.optional()),
}

/** The clock of a step began to run at `occurred_at`. */
export const ProcedureStepOpened = defineEvent(
  'ProcedureStepOpened',
  1,
  {
    role: 'fact',
    title: { en: 'Procedure step opened', zh: '办理环节启动' },
    meaning: {
      en: 'A step of a procedure with a time limit of its own became due.',
      zh: '有法定或公布时限的办理环节开始计时。',
    },
  },
  {
    ...stepFields,
    due_date: named('办理期限', 'Last day for the step', CivilDateSchema.optional(), {
      zh: '来源规定的，该环节的最后一日。',
      en: 'Where the source sets one.',
    }),
    ...actionFields,
  },
)
export type ProcedureStepOpened = z.infer<typeof ProcedureStepOpened.data>

export const ProcedureStepCompleted = defineEvent(
  'ProcedureStepCompleted',
  1,
  {
    role: 'fact',
    title: { en: 'Procedure step completed', zh: '办理环节办结' },
    meaning: { en: 'A step of a procedure was completed.', zh: '办理环节办理完毕。' },
  },
  { ...stepFields, outcome: named('办理结果', 'Outcome', Coded.optional()), ...actionFields },
)
export type ProcedureStepCompleted = z.infer<typeof ProcedureStepCompleted.data>
