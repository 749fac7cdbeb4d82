import { z } from 'zod'
import { Jurisdiction, JURISDICTION_BY_DEFAULT } from '@jianwei/events/calendar/events.ts'
import type { FieldsOfTypes } from '#/rules/language/fields.ts'
import type { Selection } from '#/rules/language/filter.ts'
import { checkMatch, MatchSchema } from '#/rules/facts/match-fields.ts'
import { parseSelection, readField } from '#/rules/language/parse-filter.ts'
import { partOf, readPart, type RuleProblem } from '#/rules/language/problems.ts'
import type { RuleOf } from '#/rules/language/rule-body.ts'
import { FieldPart, SelectionPart } from '#/rules/language/rule-parts.ts'

/**
 * Kind `deadline`: a duty that a fact opens and another must answer in time. A warning stands for a
 * `duty` fact if its due second has passed on the clock (clock > due) and no `answer` lies from the
 * duty's own second up to and with the due second.
 */
export type DeadlineRule = RuleOf<'deadline', DeadlineParameters>

export interface DeadlineParameters {
  readonly duty: Selection
  readonly answer: Selection
  /** Fields that duty and answer must both have, with equal values. */
  readonly match: readonly string[]
  readonly due: Due
}

export type Due =
  | { readonly in: 'hours'; readonly count: number }
  /** The last second of the n-th day after the duty's own, in the rule's time zone. */
  | { readonly in: 'calendar_days'; readonly count: number }
  /** By the notices of a jurisdiction, and of the place of the fact that opens the duty. */
  | { readonly in: 'working_days'; readonly count: number; readonly jurisdiction: string }
  /** Carried by the duty: a day means its last second in the rule's time zone. */
  | { readonly in: 'field'; readonly field: string; readonly holds: 'date' | 'instant' }

export const DEADLINE_HOURS_MAX = 87_600
export const DEADLINE_DAYS_MAX = 3_650

const Within = z.union(
  [
    z.strictObject({ hours: z.int().min(1).max(DEADLINE_HOURS_MAX) }),
    z.strictObject({
      days: z.int().min(1).max(DEADLINE_DAYS_MAX),
      counted: z.enum(['calendar', 'working']),
    }),
    z.strictObject({
      days: z.int().min(1).max(DEADLINE_DAYS_MAX),
      counted: z.literal('working'),
      calendar: Jurisdiction,
    }),
  ],
  {
    error:
      `expected { hours: n } up to ${DEADLINE_HOURS_MAX}, or { days: n, counted: calendar } ` +
      'or { days: n, counted: working } ' +
      `up to ${DEADLINE_DAYS_MAX}; beside \`working\` may stand \`calendar\`, such as TW`,
  },
)

/** What the file says, before its parts are read. */
export const DeadlineShape = z
  .strictObject({
    duty: SelectionPart,
    answer: SelectionPart,
    match: MatchSchema,
    within: Within.optional(),
    due: FieldPart.optional(),
  })
  .refine((shape) => (shape.within === undefined) !== (shape.due === undefined), {
    error: 'expected either `within` or `due`',
  })

export function parseDeadline(
  input: unknown,
  fields: FieldsOfTypes,
  problems: RuleProblem[],
): DeadlineParameters | undefined {
  const before = problems.length
  const shape = readPart(DeadlineShape, input, 'parameters', problems)
  const duty = parseSelection(partOf(input, 'duty'), 'parameters.duty', fields, problems)
  const answer = parseSelection(partOf(input, 'answer'), 'parameters.answer', fields, problems)
  if (shape === undefined || duty === undefined || answer === undefined) return undefined
  const common = duty.events.filter((type) => answer.events.includes(type))
  if (common.length > 0) {
    const message = `${common.join(', ')} opens the duty; the answer must be of other types`
    problems.push({ path: 'parameters.answer.events', message })
  }
  const match = shape.match ?? []
  checkMatch(match, [...duty.events, ...answer.events], fields, problems)
  const due = readDue(shape, duty, fields, problems)
  return problems.length > before || due === undefined ? undefined : { duty, answer, match, due }
}

function readDue(
  shape: z.infer<typeof DeadlineShape>,
  duty: Selection,
  fields: FieldsOfTypes,
  problems: RuleProblem[],
): Due | undefined {
  const { within, due: field } = shape
  if (within !== undefined) {
    if ('hours' in within) return { in: 'hours', count: within.hours }
    const { days: count } = within
    if (within.counted === 'calendar') return { in: 'calendar_days', count }
    const jurisdiction = 'calendar' in within ? within.calendar : JURISDICTION_BY_DEFAULT
    return { in: 'working_days', count, jurisdiction }
  }
  // The shape has one of the two.
  const path = 'parameters.due'
  const kind = readField(field!, path, { fields, events: duty.events }, problems)
  if (kind === 'date' || kind === 'instant') return { in: 'field', field: field!, holds: kind }
  if (kind !== undefined)
    problems.push({ path, message: `${field} is ${kind}: a due time is a date or an instant` })
  return undefined
}
