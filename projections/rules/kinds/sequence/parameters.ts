import { z } from 'zod'
import type { FieldsOfTypes } from '#/rules/language/fields.ts'
import type { Selection } from '#/rules/language/filter.ts'
import { checkMatch, MatchSchema } from '#/rules/facts/match-fields.ts'
import { parseSelection } from '#/rules/language/parse-filter.ts'
import { partOf, readPart, type RuleProblem } from '#/rules/language/problems.ts'
import type { RuleOf } from '#/rules/language/rule-body.ts'
import { SelectionPart } from '#/rules/language/rule-parts.ts'
import { WindowSchema } from '#/rules/language/window.ts'

/**
 * Kind `sequence`: one thing after another. A warning stands for a fact of the last step if facts
 * of the steps before it lead up to it: each in a later second than the one before, and no further
 * from it than its step allows.
 */
export type SequenceRule = RuleOf<'sequence', SequenceParameters>

export interface SequenceParameters {
  readonly first: Selection
  /** In order; at least one. */
  readonly followed_by: readonly SequenceStep[]
  /** Fields that all facts of a sequence must have, with equal values. */
  readonly match: readonly string[]
}

export interface SequenceStep {
  readonly of: Selection
  /** The longest time since the fact of the step before; so long exactly is near enough. */
  readonly within_seconds: number
}

export const SEQUENCE_STEPS_MAX = 4

/** What the file says, before its parts are read. */
export const SequenceShape = z.strictObject({
  first: SelectionPart,
  followed_by: z
    .array(z.strictObject({ of: SelectionPart, within: WindowSchema }))
    .min(1)
    .max(SEQUENCE_STEPS_MAX - 1),
  match: MatchSchema,
})

/** From the last fact of a sequence to the earliest that its first one may be. */
export function secondsOfSequence({ parameters }: SequenceRule): number {
  return parameters.followed_by.reduce((sum, { within_seconds }) => sum + within_seconds, 0)
}

export function parseSequence(
  input: unknown,
  fields: FieldsOfTypes,
  problems: RuleProblem[],
): SequenceParameters | undefined {
  const before = problems.length
  const shape = readPart(SequenceShape, input, 'parameters', problems)
  const first = parseSelection(partOf(input, 'first'), 'parameters.first', fields, problems)
  const given = partOf(input, 'followed_by')
  // More steps than there may be are refused as a whole.
  const read = Array.isArray(given) ? given.slice(0, SEQUENCE_STEPS_MAX) : []
  const selections = read.map((step, index) =>
    parseSelection(partOf(step, 'of'), `parameters.followed_by[${index}].of`, fields, problems),
  )
  if (shape === undefined || first === undefined) return undefined
  const followed_by = shape.followed_by.flatMap(({ within }, index) => {
    const of = selections[index]
    return of === undefined ? [] : [{ of, within_seconds: within }]
  })
  const match = shape.match ?? []
  checkMatch(
    match,
    [...new Set([first, ...followed_by.map(({ of }) => of)].flatMap(({ events }) => events))],
    fields,
    problems,
  )
  return problems.length > before ? undefined : { first, followed_by, match }
}
