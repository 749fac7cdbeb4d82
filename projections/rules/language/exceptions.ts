import { z } from 'zod'
import { Code } from '@jianwei/events/vocabulary.ts'
import type { FieldsOfTypes } from '#/rules/language/fields.ts'
import type { Filter, Selection } from '#/rules/language/filter.ts'
import { parseSelection, parseSubjectFilter } from '#/rules/language/parse-filter.ts'
import { partOf, readPart, type RuleProblem } from '#/rules/language/problems.ts'
import { Bilingual, BilingualPassage, LegalBasis } from '#/rules/language/rule-header.ts'
import { SelectionPart, SubjectFilterPart } from '#/rules/language/rule-parts.ts'
import { WindowSchema } from '#/rules/language/window.ts'

/**
 * When a rule's condition holds and the rule still does not warn. The warning is then not in `W`
 * but an outcome of its own, suppressed by the exception's name: the first in the rule's order of
 * those that hold.
 */
export interface RuleException {
  /** Stable: outcomes are counted by it. */
  readonly name: string
  readonly title: z.infer<typeof Bilingual>
  readonly reason: z.infer<typeof BilingualPassage>
  readonly law: z.infer<typeof LegalBasis> | null
  readonly when: ExceptionCondition
}

export type ExceptionCondition =
  /** The subject is such a one in the second in which the warning's anchor lies. */
  | { readonly by: 'subject'; readonly filter: Filter }
  /** A fact of the selection lies in (anchor − within, anchor]. */
  | { readonly by: 'fact'; readonly of: Selection; readonly within_seconds: number }

export const EXCEPTIONS_MAX = 20

const Name = Code.regex(
  /^[a-z0-9]+(-[a-z0-9]+)*$/,
  'expected lower-case words with hyphens between them',
)

/** What the file says of one, before its parts are read. */
export const ExceptionShape = z
  .strictObject({
    name: Name,
    title: Bilingual,
    reason: BilingualPassage,
    law: LegalBasis.optional(),
    subject: SubjectFilterPart.optional(),
    while: z.strictObject({ of: SelectionPart, within: WindowSchema }).optional(),
  })
  .refine((shape) => (shape.subject === undefined) !== (shape.while === undefined), {
    error: 'expected either `subject` or `while`',
  })

const List = z
  .array(z.unknown())
  .max(EXCEPTIONS_MAX, `a rule has at most ${EXCEPTIONS_MAX} exceptions`)

/**
 * Undefined when something is wrong, which has then been added to `problems`. A rule without the
 * field has none.
 */
export function parseExceptions(
  input: unknown,
  fields: FieldsOfTypes,
  problems: RuleProblem[],
): readonly RuleException[] | undefined {
  const before = problems.length
  const list = readPart(List, input ?? [], 'exceptions', problems) ?? []
  const exceptions = list.flatMap(
    (one, index) => parseException(one, `exceptions[${index}]`, fields, problems) ?? [],
  )
  for (const [index, { name }] of exceptions.entries()) {
    if (exceptions.findIndex((other) => other.name === name) === index) continue
    problems.push({
      path: `exceptions[${index}].name`,
      message: `another exception is called ${name}`,
    })
  }
  return problems.length > before ? undefined : exceptions
}

function parseException(
  input: unknown,
  path: string,
  fields: FieldsOfTypes,
  problems: RuleProblem[],
): RuleException | undefined {
  const shape = readPart(ExceptionShape, input, path, problems)
  const when = parseCondition(input, path, fields, problems)
  if (shape === undefined || when === undefined) return undefined
  const { name, title, reason, law = null } = shape
  const within_seconds = shape.while?.within
  if (when.by === 'subject') return { name, title, reason, law, when }
  return within_seconds === undefined
    ? undefined
    : { name, title, reason, law, when: { ...when, within_seconds } }
}

/**
 * The inside of the condition, checked also where something beside it is wrong; `within` is the
 * shape's.
 */
function parseCondition(
  input: unknown,
  path: string,
  fields: FieldsOfTypes,
  problems: RuleProblem[],
):
  | { readonly by: 'subject'; readonly filter: Filter }
  | { readonly by: 'fact'; readonly of: Selection }
  | undefined {
  const [subject, during] = [partOf(input, 'subject'), partOf(input, 'while')]
  if (during !== undefined) {
    const of = parseSelection(partOf(during, 'of'), `${path}.while.of`, fields, problems)
    return of && { by: 'fact', of }
  }
  if (subject === undefined) return undefined
  const filter = parseSubjectFilter(subject, `${path}.subject`, fields, problems)
  return filter && { by: 'subject', filter }
}
