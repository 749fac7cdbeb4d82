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
    case_number: Code.optional(),
    case_name: personal(Words, 'text').optional(),
    /** 案件来源; its code table is not published. */
    case_source: Coded.optional(),
    case_source_date: CivilDateSchema.optional(),
    transferring_department: Words.optional(),
    ...checkActionCode,
    officers: Officers.optional(),
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
    case_number: Code.optional(),
    decision_number: Code.optional(),
    reason: Coded.optional(),
    execution_mode: Coded.optional(),
    execution_result: personal(Passage, 'text').optional(),
    currency: Currency.optional(),
    /** The fine actually paid. */
    paid_cents: Cents.optional(),
    paid_unit: AmountUnit.optional(),
    paid_text: AmountText.optional(),
    no_penalty: z.boolean().optional(),
    transferred_to_judiciary: z.boolean().optional(),
    transferred_on: CivilDateSchema.optional(),
    ...actionFields,
  },
)

/** 结案. An amount comes whole: cents, currency, the source's unit and its own text. */
export const CaseClosed = { ...closed, data: closed.data.check(amountCheck('paid')) }
export type CaseClosed = z.infer<typeof CaseClosed.data>
