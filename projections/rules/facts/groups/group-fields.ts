import { z } from 'zod'
import { catalogue } from '@jianwei/events/catalogue.ts'
import { personalFieldsOfTypes, type FieldsOfTypes } from '#/rules/language/fields.ts'
import {
  GROUP_TEXT_CHARACTERS_MIN,
  valueCharactersMax,
  type GroupField,
} from '#/rules/facts/groups/group-text.ts'
import { readField } from '#/rules/language/parse-filter.ts'
import type { RuleProblem } from '#/rules/language/problems.ts'

export const GROUP_FIELDS_MAX = 3
export const GROUP_PREFIX_MAX = 100

const GroupFieldShape = z.union(
  [
    z.string(),
    z.strictObject({ field: z.string(), prefix: z.int().min(1).max(GROUP_PREFIX_MAX).optional() }),
  ],
  {
    error: `expected a field, or { field: …, prefix: n } with 1 to ${GROUP_PREFIX_MAX} characters`,
  },
)

/** One to three fields, each by name or as `{ field: region, prefix: 4 }`. */
export const GroupFieldsSchema = z
  .array(GroupFieldShape)
  .min(1)
  .max(GROUP_FIELDS_MAX)
  .transform((fields) =>
    fields.map((one): GroupField =>
      typeof one === 'string'
        ? { field: one, prefix: null }
        : { field: one.field, prefix: one.prefix ?? null },
    ),
  )

const GROUPABLE = new Set(['text', 'date'])
const PERSONAL = personalFieldsOfTypes(catalogue)

/**
 * Every one of the event types must have the fields, and they must hold a text or a day each. What
 * names or locates a person makes no group: the group's values become the subject id of a warning,
 * and personal data stays out of those.
 */
export function checkGroupFields(
  group: readonly GroupField[],
  path: string,
  { fields, events }: { readonly fields: FieldsOfTypes; readonly events: readonly string[] },
  problems: RuleProblem[],
): void {
  for (const [index, { field }] of group.entries()) {
    const fieldPath = `${path}[${index}]`
    const kind = readField(field, fieldPath, { fields, events }, problems)
    if (kind !== undefined && !GROUPABLE.has(kind)) {
      problems.push({ path: fieldPath, message: `${field} is ${kind}: its values make no groups` })
    }
    const personal = events.find((type) => PERSONAL.get(type)?.has(field) === true)
    if (personal !== undefined) {
      problems.push({
        path: fieldPath,
        message: `${field} of ${personal} is personal data: it makes no groups`,
      })
    }
    if (group.findIndex((other) => other.field === field) < index) {
      problems.push({ path: fieldPath, message: `${field} is named twice` })
    }
  }
  if (valueCharactersMax(group) < GROUP_TEXT_CHARACTERS_MIN) {
    problems.push({
      path,
      message: 'the names of the fields are too long to be part of a subject id together',
    })
  }
}
