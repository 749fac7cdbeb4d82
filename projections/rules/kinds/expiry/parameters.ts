import { z } from 'zod'
import type { CarriedTime } from '#/rules/facts/carried-time.ts'
import type { FieldsOfTypes } from '#/rules/language/fields.ts'
import type { Selection } from '#/rules/language/filter.ts'
import { checkMatch, MatchSchema } from '#/rules/facts/match-fields.ts'
import { parseSelection, readField } from '#/rules/language/parse-filter.ts'
import { partOf, readPart, type RuleProblem } from '#/rules/language/problems.ts'
import type { RuleOf } from '#/rules/language/rule-body.ts'
import { FieldPart, SelectionPart } from '#/rules/language/rule-parts.ts'

/**
 * Kind `expiry`: a validity that ended, or will end within some days, and nobody renewed. A warning
 * stands for a fact that carries a validity once the clock is beyond the validity's last second
 * less the notice, unless a later fact of the same selection renewed it (whatever its own end), or
 * a fact at the same time or later ended it or says that the subject is no longer active.
 */
export type ExpiryRule = RuleOf<'expiry', ExpiryParameters>

export interface ExpiryParameters {
  readonly of: Selection
  /** The last moment of the validity; a fact without it is valid without end. */
  readonly valid_to: CarriedTime
  readonly notice_days: number
  /** Fields that a validity and what renews or ends it must both have, with equal values. */
  readonly match: readonly string[]
  readonly ended_by: Selection | null
  /** Of the subject as a whole: not tied by `match`. */
  readonly inactive_by: Selection | null
}

export const EXPIRY_NOTICE_DAYS_MAX = 3_650

/** What the file says, before its parts are read. */
export const ExpiryShape = z.strictObject({
  of: SelectionPart,
  valid_to: FieldPart,
  notice_days: z.int().min(0).max(EXPIRY_NOTICE_DAYS_MAX).default(0),
  match: MatchSchema,
  ended_by: SelectionPart.optional(),
  inactive_by: SelectionPart.optional(),
})

export function parseExpiry(
  input: unknown,
  fields: FieldsOfTypes,
  problems: RuleProblem[],
): ExpiryParameters | undefined {
  const before = problems.length
  const shape = readPart(ExpiryShape, input, 'parameters', problems)
  const of = parseSelection(partOf(input, 'of'), 'parameters.of', fields, problems)
  const settling = (name: 'ended_by' | 'inactive_by'): Selection | null => {
    const part = partOf(input, name)
    if (part === undefined) return null
    const selection = parseSelection(part, `parameters.${name}`, fields, problems) ?? null
    if (of !== undefined && selection !== null)
      refuseCommon(of, selection, `parameters.${name}.events`, problems)
    return selection
  }
  const [ended_by, inactive_by] = [settling('ended_by'), settling('inactive_by')]
  if (shape === undefined || of === undefined) return undefined
  const match = shape.match ?? []
  checkMatch(match, [...of.events, ...(ended_by?.events ?? [])], fields, problems)
  const valid_to = readValidTo(shape.valid_to, of, fields, problems)
  if (valid_to === undefined || problems.length > before) return undefined
  return { of, valid_to, notice_days: shape.notice_days, match, ended_by, inactive_by }
}

/** A fact cannot both carry a validity and end it in the same second. */
function refuseCommon(
  of: Selection,
  selection: Selection,
  path: string,
  problems: RuleProblem[],
): void {
  const common = of.events.filter((type) => selection.events.includes(type))
  if (common.length === 0) return
  problems.push({
    path,
    message: `${common.join(', ')} carries the validity; what ends it must be of other types`,
  })
}

function readValidTo(
  field: string,
  of: Selection,
  fields: FieldsOfTypes,
  problems: RuleProblem[],
): CarriedTime | undefined {
  const path = 'parameters.valid_to'
  const kind = readField(field, path, { fields, events: of.events }, problems)
  if (kind === 'date' || kind === 'instant') return { field, holds: kind }
  if (kind !== undefined)
    problems.push({ path, message: `${field} is ${kind}: a validity ends on a date or an instant` })
  return undefined
}
