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
  Passage,
  Words,
  YesNo,
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

const PENALTY_MEANING = {
  zh: `${penaltyTypeCodes.map((code) => `${code} ${PENALTY_TYPES[code].zh}`).join('，')}。`,
  en: `${penaltyTypeCodes.map((code) => `${code} ${PENALTY_TYPES[code].en}`).join(', ')}.`,
}

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
    penalty_types: named(
      '处罚种类',
      'Kinds of penalty',
      z.array(z.literal(penaltyTypeCodes)).min(1).max(penaltyTypeCodes.length),
      PENALTY_MEANING,
    ),
    decision_number: named('行政处罚决定书文号', 'Number of the penalty decision', Code.optional()),
    penalty_name: named('处罚名称', 'Name of the penalty', personal(Words, 'text').optional()),
    case_number: named('案件编号', 'Case number', Code.optional()),
    ...checkActionCode,
    case_source: named('案件来源', 'Source of the case', Coded.optional()),
    currency: named('币种', 'Currency', Currency.optional()),
    fine_cents: named('罚款金额', 'Fine', Cents.optional()),
    fine_unit: named('罚款金额的原单位', 'Unit of: fine', AmountUnit.optional()),
    fine_text: named('罚款金额的原文', 'Text of: fine', AmountText.optional()),
    confiscated_cents: named('没收金额', 'Confiscated amount', Cents.optional()),
    confiscated_unit: named(
      '没收金额的原单位',
      'Unit of: confiscated amount',
      AmountUnit.optional(),
    ),
    confiscated_text: named('没收金额的原文', 'Text of: confiscated amount', AmountText.optional()),
    result: named('处罚内容', 'Content of the penalty', personal(Passage, 'text').optional()),
    violated_on: named('违法行为发生日期', 'Day of the violation', CivilDateSchema.optional(), {
      zh: '来源载明的才填，往往早于处罚决定日期很多。',
      en: 'Where the source states it; often long before the decision.',
    }),
    filed_on: named('立案日期', 'Day of filing', CivilDateSchema.optional()),
    procedure: named('适用程序', 'Procedure', z.enum(['01', '02']).optional(), {
      zh: '01 简易程序，02 普通程序。',
      en: '01 summary, 02 ordinary.',
    }),
    hearing_held: named('是否听证', 'Hearing held', YesNo.optional()),
    criminal_element: named('是否涉嫌犯罪', 'Criminal element', YesNo.optional()),
    major_case: named('是否重大案件', 'Major case', YesNo.optional()),
    legal_review_held: named('是否法制审核', 'Legal review held', YesNo.optional()),
    legal_review_on: named('法制审核日期', 'Day of the legal review', CivilDateSchema.optional()),
    legal_review_opinion: named(
      '法制审核意见',
      'Opinion of the legal review',
      personal(Passage, 'text').optional(),
    ),
    collective_discussion_held: named('是否集体讨论', 'Discussed collectively', YesNo.optional()),
    collective_discussion_on: named(
      '集体讨论日期',
      'Day of the discussion',
      CivilDateSchema.optional(),
    ),
    collective_discussion_conclusion: named(
      '集体讨论结论',
      'Conclusion of the discussion',
      personal(Passage, 'text').optional(),
    ),
    licence_name: named(
      '暂扣或吊销证照名称',
      'Name of the suspended or revoked licence',
      Words.optional(),
    ),
    licence_number: named(
      '暂扣或吊销证照编号',
      'Number of the suspended or revoked licence',
      Code.optional(),
    ),
    valid_until: named('处罚有效期', 'Valid until', CivilDateSchema.optional()),
    published_until: named('公示截止期', 'Published until', CivilDateSchema.optional()),
    officers: named('执法人员', 'Officers', Officers.optional(), {
      zh: '至少两名不同的执法人员；来源不公布执法人员的，填 null。',
      en: 'At least two different officers; null where the source publishes none.',
    }),
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
    decision_kind: named('决定种类', 'Kind of decision', z.enum(['penalty', 'licence']), {
      zh: 'penalty 行政处罚，licence 行政许可。',
      en: 'A penalty or a licence.',
    }),
    decision_number: named('决定书文号', 'Number of the decision', Code.optional()),
    website: named('公示网站', 'Website', Words.optional()),
  },
)
export type DecisionPublished = z.infer<typeof DecisionPublished.data>
