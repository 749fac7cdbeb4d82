import { z } from 'zod'
import { described, named } from '#/field-text.ts'

/**
 * Field kinds that several families of events share. Every text has a limit, so that no event can
 * grow without one.
 */

export const WORDS_CHARACTERS_MAX = 500
export const PASSAGE_CHARACTERS_MAX = 20_000
export const CODE_CHARACTERS_MAX = 100
export const LIST_ITEMS_MAX = 1_000

export const Words = described(
  '名称或者简短文字。',
  'A name or a short phrase.',
  z.string().min(1).max(WORDS_CHARACTERS_MAX),
)
export const Passage = described(
  '一段文字，按原文记录。',
  'Running text, as it was written.',
  z.string().min(1).max(PASSAGE_CHARACTERS_MAX),
)
/** Of a document, a case, a device. */
export const Code = described(
  '编号，按编制者的写法。',
  'A number or key, as whoever gave it out writes it.',
  z.string().min(1).max(CODE_CHARACTERS_MAX),
)
export const YesNo = described('true 是，false 否。', 'Whether it is so.', z.boolean())

/**
 * A value from a code table that no published standard gives (`docs/domain/README.md`): the
 * source's own code, the source's own words, or both. Codes of two sources are not comparable.
 */
const ownCoded = z
  .strictObject({
    code: named('代码', 'Code', Code.optional()),
    text: named('文字', 'Text', Words.optional()),
  })
  .check((context) => {
    if (context.value.code !== undefined || context.value.text !== undefined) return
    const message = 'give the code, the text, or both, as the source has them'
    context.issues.push({
      code: 'custom',
      input: '',
      message,
      params: { code: 'CODE_AND_TEXT_MISSING' },
    })
  })
  .meta({ minProperties: 1 })
export const Coded = described(
  '来源自己的代码、文字，或者两者；没有统一的代码表。',
  "The source's own code, its own words, or both; no common table exists.",
  ownCoded,
)
export type Coded = z.infer<typeof Coded>

/** 12.50 yuan is 1250. */
export const Cents = described(
  '金额，以币种主单位的百分之一计（人民币为分）。',
  'An amount in hundredths of the main unit of the currency.',
  z.int().min(0),
)
export const Currency = described(
  '币种代码（ISO 4217），如 CNY、TWD、USD。',
  'ISO 4217: CNY, TWD, USD.',
  z.string().regex(/^[A-Z]{3}$/),
)
export const AmountUnit = described(
  '来源书写金额所用的单位：cent 分，yuan 元（币种的主单位），ten_thousand_yuan 万元。',
  'The unit in which the source wrote the amount; yuan is the main unit of the currency.',
  z.enum(['cent', 'yuan', 'ten_thousand_yuan']),
)
/** So that a wrong unit can be found later. */
export const AmountText = described(
  '金额原文，与来源所写完全一致。',
  'The amount exactly as the source wrote it.',
  z.string().min(1).max(CODE_CHARACTERS_MAX),
)

export const EventIdSchema = z.uuid().brand<'EventId'>()
/** Counts from 1. */
export const Version = z.int().min(1)
