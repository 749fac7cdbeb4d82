import { z } from 'zod'
import type { FieldsOfTypes } from '#/rules/language/fields.ts'
import type { Selection } from '#/rules/language/filter.ts'
import type { GroupField } from '#/rules/facts/groups/group-text.ts'
import { checkGroupFields, GroupFieldsSchema } from '#/rules/facts/groups/group-fields.ts'
import { parseSelection } from '#/rules/language/parse-filter.ts'
import { partOf, readPart, type RuleProblem } from '#/rules/language/problems.ts'
import type { RuleOf } from '#/rules/language/rule-body.ts'
import { SelectionPart } from '#/rules/language/rule-parts.ts'
import { WINDOW_SECONDS_MAX, WindowSchema } from '#/rules/language/window.ts'

/**
 * Kind `surge`: more facts of a group in a window than chance would bring at the group's own rate
 * before. At an instant t at which a fact of the group lies, let n be the facts in (t − window, t],
 * b those in the baseline (t − window − baseline, t − window], and λ = b × window / baseline. The
 * condition holds if n is at least `at_least` and P(X ≥ n) for a Poisson variable with mean λ is at
 * most `chance_at_most`. A warning stands at t if it holds there and did not for the window that
 * ends right before t, [t − window, t), with the baseline right before that.
 *
 * Where the baseline is empty, λ is 0 and so is P: `at_least` alone decides. An instant at which
 * the group's first fact is younger than window and baseline together is not judged; it shows in
 * the outcomes as `BASELINE_TOO_SHORT` if its count reaches `at_least`.
 */
export type SurgeRule = RuleOf<'surge', SurgeParameters>

export interface SurgeParameters {
  readonly of: Selection
  readonly group_by: readonly GroupField[]
  readonly window_seconds: number
  readonly baseline_seconds: number
  readonly at_least: number
  readonly chance_at_most: number
}

export const SURGE_AT_LEAST_MAX = 1_000_000
export const SURGE_CHANCE_MIN = 1e-12
export const SURGE_CHANCE_MAX = 0.1

/** What the file says, before its parts are read. */
export const SurgeShape = z.strictObject({
  of: SelectionPart,
  group_by: GroupFieldsSchema,
  window: WindowSchema,
  baseline: WindowSchema,
  at_least: z.int().min(1).max(SURGE_AT_LEAST_MAX),
  chance_at_most: z.number().min(SURGE_CHANCE_MIN).max(SURGE_CHANCE_MAX),
})

export function parseSurge(
  input: unknown,
  fields: FieldsOfTypes,
  problems: RuleProblem[],
): SurgeParameters | undefined {
  const before = problems.length
  const shape = readPart(SurgeShape, input, 'parameters', problems)
  const of = parseSelection(partOf(input, 'of'), 'parameters.of', fields, problems)
  if (shape === undefined || of === undefined) return undefined
  const { window, baseline, group_by, at_least, chance_at_most } = shape
  if (baseline < window) {
    problems.push({
      path: 'parameters.baseline',
      message: 'a baseline is at least as long as the window',
    })
  }
  // Right before the first instant of both lies one second more.
  if (window + baseline >= WINDOW_SECONDS_MAX) {
    const days = Math.floor(WINDOW_SECONDS_MAX / 86_400)
    problems.push({
      path: 'parameters.baseline',
      message: `window and baseline together are at most ${days} days`,
    })
  }
  checkGroupFields(group_by, 'parameters.group_by', { fields, events: of.events }, problems)
  if (problems.length > before) return undefined
  return {
    of,
    group_by,
    window_seconds: window,
    baseline_seconds: baseline,
    at_least,
    chance_at_most,
  }
}
