import { z } from 'zod'
import { defineEvent } from '#/define-event.ts'
import { named } from '#/field-text.ts'
import { amountCheck } from '#/supervision/amount-check.ts'
import { AmountText, AmountUnit, Cents, Currency, YesNo } from '#/vocabulary.ts'

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
    report_year: named('年报年度', 'Year of the report', z.int().min(1950).max(9999), {
      zh: '所报告的年度。',
      en: 'The year that the report is about.',
    }),
    currency: named('币种', 'Currency', Currency.optional()),
    revenue_cents: named('营业总收入', 'Revenue', Cents.optional()),
    revenue_unit: named('营业总收入的原单位', 'Unit of: revenue', AmountUnit.optional()),
    revenue_text: named('营业总收入的原文', 'Text of: revenue', AmountText.optional()),
    tax_paid_cents: named('纳税总额', 'Tax paid', Cents.optional()),
    tax_paid_unit: named('纳税总额的原单位', 'Unit of: tax paid', AmountUnit.optional()),
    tax_paid_text: named('纳税总额的原文', 'Text of: tax paid', AmountText.optional()),
    staff: named('从业人数', 'Staff', z.int().min(0).optional(), {
      zh: '年末从业人数。',
      en: 'How many people work there.',
    }),
    all_zero: named('是否零申报', 'All zero', YesNo.optional(), {
      zh: '各项数据均填报为零，登记机关标注的才填。',
      en: 'Every figure was reported as zero, where the register marks such reports.',
    }),
  },
)

/** 年报. Each amount comes whole: cents, currency, unit and text of the source. */
export const AnnualReportFiled = {
  ...filed,
  data: filed.data.check(amountCheck('revenue', 'tax_paid')),
}
export type AnnualReportFiled = z.infer<typeof AnnualReportFiled.data>
