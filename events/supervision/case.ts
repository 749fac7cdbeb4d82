import type { z } from 'zod'
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
 * 立案. The 90 days for a decision run from `occurred_at` (Administrative Penalty Law, article 60).
 */
export const CaseFiled = defineEvent(
  'CaseFiled',
  1,
  {
    role: 'fact',
    title: { en: 'Case filed', zh: '立案' },
    meaning: {
      en: 'A department opened a formal case against the subject.',
      zh: '部门对监管对象正式立案。',
    },
  },
  {
    case_number: named('案件编号', 'Case number', Code.optional()),
    case_name: named('案件名称', 'Name of the case', personal(Words, 'text').optional()),
    case_source: named('案件来源', 'Source of the case', Coded.optional()),
    case_source_date: named(
      '案源日期',
      'Day on which the case came in',
      CivilDateSchema.optional(),
    ),
    transferring_department: named('移送部门', 'Transferring department', Words.optional()),
    ...checkActionCode,
    officers: named('执法人员', 'Officers', Officers.optional(), {
      zh: '至少两名不同的执法人员；来源不公布执法人员的，填 null。',
      en: 'At least two different officers; null where the source publishes none.',
    }),
    ...groundFields,
    ...actionFields,
  },
)
export type CaseFiled = z.infer<typeof CaseFiled.data>

const closed = defineEvent(
  'CaseClosed',
  1,
  {
    role: 'fact',
    title: { en: 'Case closed', zh: '结案' },
    meaning: {
      en: 'A formal case ended, with or without a penalty.',
      zh: '案件办结，或予处罚，或不予处罚。',
    },
  },
  {
    case_number: named('案件编号', 'Case number', Code.optional()),
    decision_number: named('决定书文号', 'Number of the decision', Code.optional()),
    reason: named('结案原因', 'Reason for closing', Coded.optional()),
    execution_mode: named('处罚执行方式', 'Mode of execution', Coded.optional()),
    execution_result: named(
      '处罚执行结果',
      'Result of execution',
      personal(Passage, 'text').optional(),
    ),
    currency: named('币种', 'Currency', Currency.optional()),
    paid_cents: named('已缴罚款金额', 'Fine actually paid', Cents.optional()),
    paid_unit: named('已缴罚款金额的原单位', 'Unit of: fine actually paid', AmountUnit.optional()),
    paid_text: named('已缴罚款金额的原文', 'Text of: fine actually paid', AmountText.optional()),
    no_penalty: named('是否不予处罚', 'No penalty', YesNo.optional()),
    transferred_to_judiciary: named(
      '是否移送司法机关',
      'Transferred to the judiciary',
      YesNo.optional(),
    ),
    transferred_on: named('移送日期', 'Day of the transfer', CivilDateSchema.optional()),
    ...actionFields,
  },
)

/** 结案. An amount comes whole: cents, currency, the source's unit and its own text. */
export const CaseClosed = { ...closed, data: closed.data.check(amountCheck('paid')) }
export type CaseClosed = z.infer<typeof CaseClosed.data>
