import { z } from 'zod'
import { defineEvent, personal } from '#/define-event.ts'
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

const occurred = defineEvent(
  'AccidentOccurred',
  1,
  {
    role: 'fact',
    title: { en: 'Accident occurred', zh: '发生事故' },
    meaning: {
      en: 'An accident happened at the subject or by its doing.',
      zh: '监管对象发生事故或者事件。',
    },
  },
  {
    accident_number: Code.optional(),
    accident_kind: z.enum([
      'work_safety',
      'road_traffic',
      'food_safety',
      'special_equipment',
      'environment',
      'fire',
      'other',
    ]),
    /** 特别重大, 重大, 较大, 一般 */
    grade: z.enum(['extraordinarily_serious', 'serious', 'major', 'ordinary']).optional(),
    deaths: z.int().min(0).optional(),
    /** People hurt or made ill, without the dead. */
    injured: z.int().min(0).optional(),
    /** 责任认定 of the subject, where it has been settled. */
    responsibility: z.enum(['full', 'main', 'equal', 'secondary', 'none']).optional(),
    cause: Coded.optional(),
    currency: Currency.optional(),
    /** 直接经济损失 */
    direct_loss_cents: Cents.optional(),
    direct_loss_unit: AmountUnit.optional(),
    direct_loss_text: AmountText.optional(),
    place: personal(Words, 'address').optional(),
    description: personal(Passage, 'text').optional(),
  },
)

/**
 * An accident or incident (事故、事件) at `occurred_at`. An amount comes whole: cents, currency, unit
 * and text of the source.
 */
export const AccidentOccurred = {
  ...occurred,
  data: occurred.data.check(amountCheck('direct_loss')),
}
export type AccidentOccurred = z.infer<typeof AccidentOccurred.data>

export const accidentEvents = [AccidentOccurred] as const
