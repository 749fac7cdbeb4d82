import { z } from 'zod'
import { parseSelection, readField } from '#/rules/language/parse-filter.ts'
import type { FieldsOfTypes } from '#/rules/language/fields.ts'
import type { Selection } from '#/rules/language/filter.ts'
import { partOf, readPart, type RuleProblem } from '#/rules/language/problems.ts'
import type { RuleOf } from '#/rules/language/rule-body.ts'
import { FieldPart, SelectionPart } from '#/rules/language/rule-parts.ts'
import { WindowSchema } from '#/rules/language/window.ts'

/**
 * Kind `count`: at least N facts within a window. A warning stands at an instant `t` at which a
 * selected fact lies, if at least `at_least` of them lie in (t − window, t] and fewer in [t −
 * window, t): the instant at which the condition comes true.
 */
export type CountRule = RuleOf<'count', CountParameters>

export interface CountParameters {
  readonly of: Selection
  readonly at_least: number
  readonly window_seconds: number
  /** Count the different values of this field instead of facts; facts without it do not count. */
  readonly distinct: string | null
}

export const COUNT_AT_LEAST_MAX = 1_000

/** What the file says, before its parts are read. */
export const CountShape = z.strictObject({
  of: SelectionPart,
  at_least: z.int().min(1).max(COUNT_AT_LEAST_MAX),
  window: WindowSchema,
  distinct: FieldPart.optional(),
})

const COUNTABLE = new Set(['text', 'number', 'date', 'instant'])

export function parseCount(
  input: unknown,
  fields: FieldsOfTypes,
  problems: RuleProblem[],
): CountParameters | undefined {
  const before = problems.length
  const shape = readPart(CountShape, input, 'parameters', problems)
  const of = parseSelection(shape?.of ?? partOf(input, 'of'), 'parameters.of', fields, problems)
  const distinct = shape?.distinct
  if (distinct !== undefined && of !== undefined) {
    const kind = readField(distinct, 'parameters.distinct', { fields, events: of.events }, problems)
    if (kind !== undefined && !COUNTABLE.has(kind)) {
      problems.push({
        path: 'parameters.distinct',
        message: `${distinct} is ${kind}: its values cannot be counted`,
      })
    }
  }
  if (shape === undefined || of === undefined || problems.length > before) return undefined
  return { of, at_least: shape.at_least, window_seconds: shape.window, distinct: distinct ?? null }
}
