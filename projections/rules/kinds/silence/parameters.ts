import { z } from 'zod'
import type { FieldsOfTypes } from '#/rules/language/fields.ts'
import type { Selection } from '#/rules/language/filter.ts'
import type { GroupField } from '#/rules/facts/groups/group-text.ts'
import { checkGroupFields, GroupFieldsSchema } from '#/rules/facts/groups/group-fields.ts'
import { parseSelection } from '#/rules/language/parse-filter.ts'
import { partOf, readPart, type RuleProblem } from '#/rules/language/problems.ts'
import type { RuleOf } from '#/rules/language/rule-body.ts'
import { SelectionPart } from '#/rules/language/rule-parts.ts'
import { WindowSchema } from '#/rules/language/window.ts'

/**
 * Kind `silence`: somebody who reported regularly stopped. A warning stands for a report at second
 * s once the clock is beyond s + `silent_after`, if no report of the same key lies in (s, s +
 * silent_after], at least `regular.at_least` lie in (s − regular.within, s], and no `unless` fact
 * of the same key lies from s up to and with s + silent_after. Of reports of one second, the one
 * with the highest id stands for all.
 */
export type SilenceRule = RuleOf<'silence', SilenceParameters>

export interface SilenceParameters {
  readonly of: Selection
  /**
   * What tells one device or source from another. Empty: the subject itself is the one that
   * reports.
   */
  readonly key: readonly GroupField[]
  /**
   * Whom the warning is about: whatever has the key, as a group; or the subject, each of whose keys
   * is watched by itself.
   */
  readonly per: 'group' | 'subject'
  /** How many reports, within how long, make a key regular. */
  readonly regular: { readonly at_least: number; readonly within_seconds: number }
  readonly silent_seconds: number
  /** What ends the duty to report, such as a planned stop. */
  readonly unless: Selection | null
}

export const SILENCE_AT_LEAST_MAX = 1_000

/** What the file says, before its parts are read. */
export const SilenceShape = z
  .strictObject({
    of: SelectionPart,
    key: GroupFieldsSchema.optional(),
    per: z.enum(['group', 'subject']).default('group'),
    regular: z.strictObject({
      at_least: z.int().min(1).max(SILENCE_AT_LEAST_MAX),
      within: WindowSchema,
    }),
    silent_after: WindowSchema,
    unless: SelectionPart.optional(),
  })
  .refine(({ key, per }) => key !== undefined || per === 'subject', {
    path: ['key'],
    error:
      'expected the fields that name the device or the source; only `per: subject` can do without',
  })

export function silenceSelections({ parameters: { of, unless } }: SilenceRule): Selection[] {
  return unless === null ? [of] : [of, unless]
}

export function parseSilence(
  input: unknown,
  fields: FieldsOfTypes,
  problems: RuleProblem[],
): SilenceParameters | undefined {
  const before = problems.length
  const shape = readPart(SilenceShape, input, 'parameters', problems)
  const of = parseSelection(partOf(input, 'of'), 'parameters.of', fields, problems)
  const given = partOf(input, 'unless')
  const unless =
    given === undefined ? null : parseSelection(given, 'parameters.unless', fields, problems)
  if (shape === undefined || of === undefined || unless === undefined) return undefined
  const common = of.events.filter((type) => unless?.events.includes(type) === true)
  if (common.length > 0) {
    const reports = common.join(', ')
    const message = `${reports} is a report; what ends the duty to report must be of other types`
    problems.push({ path: 'parameters.unless.events', message })
  }
  const { key = [], per, regular, silent_after } = shape
  const events = [...of.events, ...(unless?.events ?? [])]
  if (key.length > 0) checkGroupFields(key, 'parameters.key', { fields, events }, problems)
  if (problems.length > before) return undefined
  const { at_least, within } = regular
  return {
    of,
    key,
    per,
    regular: { at_least, within_seconds: within },
    silent_seconds: silent_after,
    unless,
  }
}

/**
 * The reports of a rule that looks at nothing of a group but when they lie. Of several types it is
 * asked whether the others are fed where the last report is from.
 */
export function silentGroupsOf({ parameters: { of, per, unless } }: SilenceRule): Selection | null {
  return per === 'group' && unless === null && of.events.length === 1 ? of : null
}
