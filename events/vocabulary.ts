import { z } from 'zod'

/**
 * Field kinds that several families of events share. Every text has a limit, so that no event can
 * grow without one.
 */

export const WORDS_CHARACTERS_MAX = 500
export const PASSAGE_CHARACTERS_MAX = 20_000
export const CODE_CHARACTERS_MAX = 100
export const LIST_ITEMS_MAX = 1_000

/** A name or a short phrase. */
export const Words = z.string().min(1).max(WORDS_CHARACTERS_MAX)
/** Running text as the source wrote it. */
export const Passage = z.string().min(1).max(PASSAGE_CHARACTERS_MAX)
/** A number or key of the source's own making: a document, a case, a device. */
export const Code = z.string().min(1).max(CODE_CHARACTERS_MAX)

/**
 * A value from a code table that no published standard gives (`docs/domain/README.md`): the
 * source's own code, the source's own words, or both. Codes of two sources are not comparable.
 */
export const Coded = z
  .strictObject({ code: Code.optional(), text: Words.optional() })
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
  .meta({
    minProperties: 1,
    description: "The source's own code, its own words, or both; no common table exists",
  })
export type Coded = z.infer<typeof Coded>

/** An amount of money in hundredths of the currency's main unit: 12.50 yuan is 1250. */
export const Cents = z
  .int()
  .min(0)
  .meta({ description: 'Hundredths of the main unit of the currency' })
/** ISO 4217: CNY, TWD, USD. */
export const Currency = z.string().regex(/^[A-Z]{3}$/)
/**
 * The unit in which the source wrote an amount; `yuan` is the main unit of the currency, whichever
 * that is.
 */
export const AmountUnit = z.enum(['cent', 'yuan', 'ten_thousand_yuan'])
/** An amount exactly as the source wrote it, so that a wrong unit can be found later. */
export const AmountText = z.string().min(1).max(CODE_CHARACTERS_MAX)

export const EventIdSchema = z.uuid().brand<'EventId'>()
/** Counts from 1. */
export const Version = z.int().min(1)
