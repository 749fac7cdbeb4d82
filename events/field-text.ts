import type { z } from 'zod'

/** The same words in English and Chinese. */
export interface FieldText {
  readonly en: string
  readonly zh: string
}

/**
 * A field with its name, and with what it holds where the kind of its values does not say it. Goes
 * around `optional` and `personal`, so that each place has its own name.
 */
export function named<Schema extends z.ZodType>(
  zh: string,
  en: string,
  schema: Schema,
  description?: FieldText,
): Schema {
  return schema.meta({
    ...schema.meta(),
    title: `${zh} ${en}`,
    'x-title': { zh, en },
    ...descriptionMeta(description),
  })
}

/** A kind of values, with what all fields of that kind hold. */
export function described<Schema extends z.ZodType>(
  zh: string,
  en: string,
  schema: Schema,
): Schema {
  return schema.meta({ ...schema.meta(), ...descriptionMeta({ zh, en }) })
}

function descriptionMeta(text: FieldText | undefined): object {
  if (text === undefined) return {}
  return { description: `${text.zh} ${text.en}`, 'x-description': text }
}
