import { z } from 'zod'
import { named, type FieldText } from '#/field-text.ts'

/**
 * What reading an identifier gives: the canonical value beside what the source wrote, or a refusal.
 * `code` is stable and callers may branch on it; `message` tells a department's engineer what to
 * repair and never repeats a value that could be personal data.
 */
export type ParsedIdentifier<Value extends string, Code extends string = string> =
  | { readonly ok: true; readonly value: Value; readonly raw: string }
  | RefusedIdentifier<Code>

export interface RefusedIdentifier<Code extends string = string> {
  readonly ok: false
  readonly code: Code
  readonly message: string
}

export function refused<const Code extends string>(
  code: Code,
  message: string,
): RefusedIdentifier<Code> {
  return { ok: false, code, message }
}

export interface IdentifierText {
  readonly title: FieldText
  readonly description: FieldText
  readonly examples?: readonly string[]
}

/**
 * The zod side of a parser: takes a string, gives the canonical value, or an issue whose
 * `params.code` is the refusal's code. It stays a plain string schema, so a JSON Schema can be made
 * for input and output.
 */
export function identifierSchema<Value extends string>(
  parse: (raw: string) => ParsedIdentifier<Value>,
  { title, description, examples }: IdentifierText,
): z.ZodType<Value, string> {
  const schema = z
    .string()
    .check((context) => {
      const parsed = parse(context.value)
      if (parsed.ok) {
        context.value = parsed.value
        return
      }
      // The value itself is left out of the issue: it may be somebody's number.
      context.issues.push({
        code: 'custom',
        input: '',
        message: parsed.message,
        params: { code: parsed.code },
      })
    })
    .meta(examples === undefined ? {} : { examples })
  // The check above lets only a parser's canonical value through, which is what the brand says.
  return named(title.zh, title.en, schema, description) as unknown as z.ZodType<Value, string>
}
