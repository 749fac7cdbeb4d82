import { z } from 'zod'
import { defineEvent, personal } from '#/define-event.ts'
import { named } from '#/field-text.ts'
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
    accident_number: named('事故编号', 'Accident number', Code.optional()),
    accident_kind: named(
      '事故类型',
      'Kind of accident',
      z.enum([
        'work_safety',
        'road_traffic',
        'food_safety',
        'special_equipment',
        'environment',
        'fire',
        'other',
      ]),
      {
        zh:
          'work_safety 生产安全，road_traffic 道路交通，food_safety 食品安全，' +
          'special_equipment 特种设备，environment 环境，fire 火灾，other 其他。',
        en: 'The field in which it happened.',
      },
    ),
    grade: named(
      '事故等级',
      'Grade',
      z.enum(['extraordinarily_serious', 'serious', 'major', 'ordinary']).optional(),
      {
        zh: 'extraordinarily_serious 特别重大，serious 重大，major 较大，ordinary 一般。',
        en: 'From the gravest to the least.',
      },
    ),
    deaths: named('死亡人数', 'Deaths', z.int().min(0).optional(), {
      zh: '死者人数。',
      en: 'How many died.',
    }),
    injured: named('受伤人数', 'Injured', z.int().min(0).optional(), {
      zh: '受伤或者患病人数，不含死亡。',
      en: 'People hurt or made ill, without the dead.',
    }),
    responsibility: named(
      '责任认定',
      'Responsibility',
      z.enum(['full', 'main', 'equal', 'secondary', 'none']).optional(),
      {
        zh: 'full 全部责任，main 主要责任，equal 同等责任，secondary 次要责任，none 无责任；尚未认定的不填。',
        en: 'That of the subject, where it has been settled.',
      },
    ),
    cause: named('事故原因', 'Cause', Coded.optional()),
    currency: named('币种', 'Currency', Currency.optional()),
    direct_loss_cents: named('直接经济损失', 'Direct loss', Cents.optional()),
    direct_loss_unit: named('直接经济损失的原单位', 'Unit of: direct loss', AmountUnit.optional()),
    direct_loss_text: named('直接经济损失的原文', 'Text of: direct loss', AmountText.optional()),
    place: named('事故地点', 'Place', personal(Words, 'address').optional()),
    description: named('事故情况', 'Description', personal(Passage, 'text').optional()),
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
