import { z } from 'zod'
import type { FieldsOfTypes } from '#/rules/language/fields.ts'
import type { Selection } from '#/rules/language/filter.ts'
import { parseSelection } from '#/rules/language/parse-filter.ts'
import { partOf, readPart, type RuleProblem } from '#/rules/language/problems.ts'
import type { RuleOf } from '#/rules/language/rule-body.ts'
import { SelectionPart } from '#/rules/language/rule-parts.ts'
import { WindowSchema } from '#/rules/language/window.ts'

/**
 * Kind `combination`: several conditions in one window, each at least so many facts. A warning
 * stands at an instant `t` at which a fact of any condition lies, if all conditions hold over (t −
 * window, t] and not all of them over [t − window, t). A fact counts for every condition that
 * selects it.
 */
export type CombinationRule = RuleOf<'combination', CombinationParameters>

export interface CombinationParameters {
  readonly conditions: readonly CombinedCondition[]
  readonly window_seconds: number
}

export interface CombinedCondition {
  readonly of: Selection
  readonly at_least: number
}

export const COMBINATION_CONDITIONS_MAX = 8
export const COMBINATION_AT_LEAST_MAX = 1_000

/** What the file says, before its parts are read. */
export const CombinationShape = z.strictObject({
  conditions: z
    .array(
      z.strictObject({ of: SelectionPart, at_least: z.int().min(1).max(COMBINATION_AT_LEAST_MAX) }),
    )
    .min(2)
    .max(COMBINATION_CONDITIONS_MAX),
  window: WindowSchema,
})

export function parseCombination(
  input: unknown,
  fields: FieldsOfTypes,
  problems: RuleProblem[],
): CombinationParameters | undefined {
  const shape = readPart(CombinationShape, input, 'parameters', problems)
  const given = partOf(input, 'conditions')
  // More conditions than there may be are refused as a whole.
  const read = Array.isArray(given) ? given.slice(0, COMBINATION_CONDITIONS_MAX) : []
  const selections = read.map((condition, index) =>
    parseSelection(partOf(condition, 'of'), `parameters.conditions[${index}].of`, fields, problems),
  )
  if (shape === undefined || !selections.every((selection) => selection !== undefined))
    return undefined
  const conditions = shape.conditions.flatMap(({ at_least }, index) => {
    const of = selections[index]
    return of === undefined ? [] : [{ of, at_least }]
  })
  return { conditions, window_seconds: shape.window }
}
