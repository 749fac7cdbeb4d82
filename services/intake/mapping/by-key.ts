import { z } from 'zod'

/**
 * One of several object forms, told apart by the key that only it has, so that a mistake inside is
 * reported at its own path instead of as "none of six forms fits".
 */
export function byKey<Output>(
  forms: () => Readonly<Record<string, z.ZodType<Output>>>,
  plain?: z.ZodType<Output>,
): z.ZodType<Output> {
  const schema = z.unknown().transform((input, context): Output => {
    const form = formOf(input, forms(), plain)
    if (form === undefined) {
      const keys = Object.keys(forms()).join(', ')
      context.addIssue({
        code: 'custom',
        message: `expected an object with one of the keys ${keys}`,
      })
      return z.NEVER
    }
    const parsed = form.safeParse(input)
    if (parsed.success) return parsed.data
    for (const issue of parsed.error.issues) {
      context.addIssue({ code: 'custom', path: issue.path, message: issue.message })
    }
    return z.NEVER
  })
  known.set(schema, () => ({ forms: forms(), plain }))
  return schema
}

/** Its forms by their keys, and what it may be beside an object. */
export interface Forms {
  readonly forms: Readonly<Record<string, z.ZodType>>
  readonly plain: z.ZodType | undefined
}

const known = new WeakMap<object, () => Forms>()

/** The forms of a schema that `byKey` made; undefined for any other. */
export function formsOf(schema: object): Forms | undefined {
  return known.get(schema)?.()
}

function formOf<Output>(
  input: unknown,
  forms: Readonly<Record<string, z.ZodType<Output>>>,
  plain: z.ZodType<Output> | undefined,
): z.ZodType<Output> | undefined {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return plain
  const key = Object.keys(forms).find((candidate) => candidate in input)
  return key === undefined ? undefined : forms[key]
}
