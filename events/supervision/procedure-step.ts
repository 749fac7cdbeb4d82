import { z } from 'zod'
import { defineEvent } from '#/define-event.ts'
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

const stepFields = {
  step: z.literal(steps),
  /**
   * 办件编号: the matter in the system of the department that handles it; ties the end of a step to its
   * beginning.
   */
  matter_number: Code.optional(),
  case_number: Code.optional(),
  decision_number: Code.optional(),
  order_number: Code.optional(),
  complaint_number: Code.optional(),
  accident_number: Code.optional(),
  ...checkActionCode,
  /** 承办单位 */
  handling_unit: Words.optional(),
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
    /** The last day for the step, where the source sets one. */
    due_date: CivilDateSchema.optional(),
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
  { ...stepFields, outcome: Coded.optional(), ...actionFields },
)
export type ProcedureStepCompleted = z.infer<typeof ProcedureStepCompleted.data>
