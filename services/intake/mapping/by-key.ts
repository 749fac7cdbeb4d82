import { z } from 'zod'

/**
 * One of several object forms, told apart by the key that only it has, so that a mistake inside is
 * reported at its own path instead of as "none of six forms fits".
 */
export function byKey<Output>(
  forms: () => Readonly<Record<string, z.ZodType<Output>>>,
  plain?: z.ZodType<Output>,
): z.ZodType<Output> {
  return z.unknown().transform((input, context): Output => {
    const schema = formOf(input, forms(), plain)
    if (schema === undefined) {
      const keys = Object.keys(forms()).join(', ')
      context.addIssue({
        code: 'custom',
        message: `expected an object with one of the keys ${keys}`,
      })
      return z.NEVER
    }
    const parsed = schema.safeParse(input)
    if (parsed.success) return parsed.data
    for (const issue of parsed.error.issues) {
      context.addIssue({ code: 'custom', path: issue.path, message: issue.message })
    }
    return z.NEVER
  })
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
