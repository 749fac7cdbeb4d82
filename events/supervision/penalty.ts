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
  Passage,
  Words,
} from '#/vocabulary.ts'

/**
 * Penalty types of the exchange data, which match article 9 of the Administrative Penalty Law
 * (行政处罚法).
 */
export const PENALTY_TYPES = {
  '01': { en: 'warning', zh: '警告' },
  '02': { en: 'fine', zh: '罚款' },
  '03': { en: 'confiscation of illegal gains', zh: '没收违法所得' },
  '04': { en: 'suspension of production or business', zh: '责令停产停业' },
  '05': { en: 'revocation of licence', zh: '吊销许可证件' },
  '06': { en: 'administrative detention', zh: '行政拘留' },
  '07': { en: 'other penalty set by law', zh: '法律、行政法规规定的其他行政处罚' },
  '08': { en: 'public criticism', zh: '通报批评' },
  '09': { en: 'confiscation of illegal property', zh: '没收非法财物' },
  '10': { en: 'downgrade of qualification', zh: '降低资质等级' },
  '11': { en: 'suspension of licence', zh: '暂扣许可证件' },
  '12': { en: 'restriction of business activity', zh: '限制开展生产经营活动' },
  '13': { en: 'restriction of employment', zh: '限制从业' },
  '14': { en: 'order to close', zh: '责令关闭' },
} as const
export type PenaltyType = keyof typeof PENALTY_TYPES

// Object.keys gives the keys of the table and no others.
const penaltyTypeCodes = Object.keys(PENALTY_TYPES).sort() as PenaltyType[]

const decided = defineEvent(
  'PenaltyDecided',
  1,
  {
    role: 'fact',
    title: { en: 'Penalty decided', zh: '行政处罚决定' },
    meaning: {
      en: 'A department decided a penalty against the subject.',
      zh: '部门对监管对象作出行政处罚决定。',
    },
  },
  {
    penalty_types: z.array(z.literal(penaltyTypeCodes)).min(1).max(penaltyTypeCodes.length),
    /** 行政处罚决定书文号 */
    decision_number: Code.optional(),
    penalty_name: personal(Words, 'text').optional(),
    case_number: Code.optional(),
    ...checkActionCode,
    case_source: Coded.optional(),
    currency: Currency.optional(),
    fine_cents: Cents.optional(),
    fine_unit: AmountUnit.optional(),
    fine_text: AmountText.optional(),
    confiscated_cents: Cents.optional(),
    confiscated_unit: AmountUnit.optional(),
    confiscated_text: AmountText.optional(),
    /** 处罚内容 */
    result: personal(Passage, 'text').optional(),
    /** The day of the violation, where the source states it: often long before the decision. */
    violated_on: CivilDateSchema.optional(),
    filed_on: CivilDateSchema.optional(),
    /** 01 summary, 02 ordinary. */
    procedure: z.enum(['01', '02']).optional(),
    hearing_held: z.boolean().optional(),
    criminal_element: z.boolean().optional(),
    major_case: z.boolean().optional(),
    legal_review_held: z.boolean().optional(),
    legal_review_on: CivilDateSchema.optional(),
    legal_review_opinion: personal(Passage, 'text').optional(),
    collective_discussion_held: z.boolean().optional(),
    collective_discussion_on: CivilDateSchema.optional(),
    collective_discussion_conclusion: personal(Passage, 'text').optional(),
    /** 暂扣或吊销证照名称及编号 */
    licence_name: Words.optional(),
    licence_number: Code.optional(),
    valid_until: CivilDateSchema.optional(),
    published_until: CivilDateSchema.optional(),
    officers: Officers.optional(),
    ...groundFields,
    ...actionFields,
  },
)

/**
 * A penalty was decided on the day of `occurred_at`. It needs at least one penalty type and nothing
 * else. Each amount comes whole: cents, currency, the source's unit (double-publicity data count in
 * ten-thousand yuan) and the source's own text.
 */
export const PenaltyDecided = {
  ...decided,
  data: decided.data.check(amountCheck('fine', 'confiscated')),
}
export type PenaltyDecided = z.infer<typeof PenaltyDecided.data>

/** A decision was made public (双公示: due within seven working days of the decision). */
export const DecisionPublished = defineEvent(
  'DecisionPublished',
  1,
  {
    role: 'fact',
    title: { en: 'Decision published', zh: '决定公示' },
    meaning: {
      en: 'A penalty or licence decision was made public.',
      zh: '行政处罚或许可决定已对外公示。',
    },
  },
  {
    decision_kind: z.enum(['penalty', 'licence']),
    decision_number: Code.optional(),
    website: Words.optional(),
  },
)
export type DecisionPublished = z.infer<typeof DecisionPublished.data>
