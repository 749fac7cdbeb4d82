import { z } from 'zod'
import { defineEvent } from '#/define-event.ts'
import { amountCheck } from '#/supervision/amount-check.ts'
import { AmountText, AmountUnit, Cents, Currency } from '#/vocabulary.ts'

const filed = defineEvent(
  'AnnualReportFiled',
  1,
  {
    role: 'fact',
    title: { en: 'Annual report filed', zh: '年度报告公示' },
    meaning: {
      en: 'The subject filed and published its annual report.',
      zh: '监管对象报送并公示年度报告。',
    },
  },
  {
    report_year: z.int().min(1950).max(9999),
    currency: Currency.optional(),
    /** 营业总收入 */
    revenue_cents: Cents.optional(),
    revenue_unit: AmountUnit.optional(),
    revenue_text: AmountText.optional(),
    /** 纳税总额 */
    tax_paid_cents: Cents.optional(),
    tax_paid_unit: AmountUnit.optional(),
    tax_paid_text: AmountText.optional(),
    /** 从业人数 */
    staff: z.int().min(0).optional(),
    /** 各项数据均填报为零, where the register marks such reports. */
    all_zero: z.boolean().optional(),
  },
)

/** 年报. Each amount comes whole: cents, currency, unit and text of the source. */
export const AnnualReportFiled = {
  ...filed,
  data: filed.data.check(amountCheck('revenue', 'tax_paid')),
}
export type AnnualReportFiled = z.infer<typeof AnnualReportFiled.data>
