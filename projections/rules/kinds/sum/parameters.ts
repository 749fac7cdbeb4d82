import { z } from 'zod'
import type { FieldsOfTypes } from '#/rules/language/fields.ts'
import type { Selection } from '#/rules/language/filter.ts'
import { parseSelection, readField } from '#/rules/language/parse-filter.ts'
import { partOf, readPart, type RuleProblem } from '#/rules/language/problems.ts'
import type { RuleOf } from '#/rules/language/rule-body.ts'
import { FieldPart, SelectionPart } from '#/rules/language/rule-parts.ts'
import { WindowSchema } from '#/rules/language/window.ts'

/**
 * Kind `sum`: amounts that add up within a window. A warning stands at an instant `t` at which a
 * selected fact with an amount lies, if the amounts in (t − window, t] add up to at least
 * `at_least` and those in [t − window, t) to less.
 */
export type SumRule = RuleOf<'sum', SumParameters>

export interface SumParameters {
  readonly of: Selection
  /** The field with the amount: a whole number, such as `data.fine_cents`. It may be negative. */
  readonly amount: string
  readonly at_least: number
  readonly window_seconds: number
}

/** In the unit of the amounts: ten million million cents are a hundred thousand million yuan. */
export const SUM_AT_LEAST_MAX = 10_000_000_000_000

/** What the file says, before its parts are read. */
export const SumShape = z.strictObject({
  of: SelectionPart,
  amount: FieldPart,
  at_least: z.int().min(1).max(SUM_AT_LEAST_MAX),
  window: WindowSchema,
})

export function parseSum(
  input: unknown,
  fields: FieldsOfTypes,
  problems: RuleProblem[],
): SumParameters | undefined {
  const before = problems.length
  const shape = readPart(SumShape, input, 'parameters', problems)
  const of = parseSelection(partOf(input, 'of'), 'parameters.of', fields, problems)
  if (shape !== undefined && of !== undefined) {
    const kind = readField(
      shape.amount,
      'parameters.amount',
      { fields, events: of.events },
      problems,
    )
    if (kind !== undefined && kind !== 'number') {
      problems.push({
        path: 'parameters.amount',
        message: `${shape.amount} is ${kind}: an amount is a number`,
      })
    }
  }
  if (shape === undefined || of === undefined || problems.length > before) return undefined
  return { of, amount: shape.amount, at_least: shape.at_least, window_seconds: shape.window }
}
