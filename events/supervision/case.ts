import { z } from 'zod'
import { defineEvent, personal } from '#/define-event.ts'
import { CivilDateSchema } from '#/instant.ts'
import { actionFields, checkActionCode, groundFields, Officers } from '#/supervision/action-fields.ts'
import { amountCheck } from '#/supervision/amount-check.ts'
import { AmountText, AmountUnit, Cents, Code, Coded, Currency, Passage, Words } from '#/vocabulary.ts'

/** 立案. The 90 days for a decision run from `occurred_at` (Administrative Penalty Law, article 60). */
export const CaseFiled = defineEvent(
  'CaseFiled',
  1,
  {
    role: 'fact',
    title: { en: 'Case filed', zh: '立案' },
    meaning: { en: 'A department opened a formal case against the subject.', zh: '部门对监管对象正式立案。' },
  },
  {
    case_number: Code.exactOptional(),
    case_name: personal(Words).exactOptional(),
    /** 案件来源; its code table is not published. */
    case_source: Coded.exactOptional(),
    case_source_date: CivilDateSchema.exactOptional(),
    transferring_department: Words.exactOptional(),
    ...checkActionCode,
    officers: Officers.exactOptional(),
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
    meaning: { en: 'A formal case ended, with or without a penalty.', zh: '案件办结，或予处罚，或不予处罚。' },
  },
  {
    case_number: Code.exactOptional(),
    decision_number: Code.exactOptional(),
    reason: Coded.exactOptional(),
    execution_mode: Coded.exactOptional(),
    execution_result: personal(Passage).exactOptional(),
    currency: Currency.exactOptional(),
    /** The fine actually paid. */
    paid_cents: Cents.exactOptional(),
    paid_unit: AmountUnit.exactOptional(),
    paid_text: AmountText.exactOptional(),
    no_penalty: z.boolean().exactOptional(),
    transferred_to_judiciary: z.boolean().exactOptional(),
    transferred_on: CivilDateSchema.exactOptional(),
    ...actionFields,
  },
)

/** 结案. An amount comes whole: cents, currency, the source's unit and its own text. */
export const CaseClosed = { ...closed, data: closed.data.check(amountCheck('paid')) }
export type CaseClosed = z.infer<typeof CaseClosed.data>
