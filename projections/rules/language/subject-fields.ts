import { statedAttributes } from '#/subject-facts/attributes.ts'
import type { FieldKind, FieldKinds, FieldsOfTypes } from '#/rules/language/fields.ts'

/**
 * What a filter can say of the subject as it was when a fact happened: `subject.region`,
 * `subject.category.code`. The attributes are those of `subject-facts/attributes.ts` and the kinds
 * of their values those of the fields that carry them, so neither is written twice. What a subject
 * has several of, such as licences, is not among them.
 */

const PREFIX = 'subject.'

export function isSubjectField(field: string): boolean {
  // `subject_id` is a field of the event itself.
  return field.startsWith(PREFIX)
}

export interface SubjectPath {
  readonly attribute: string
  /** Within the attribute's value: `['code']` of `subject.category.code`. */
  readonly below: readonly string[]
}

export function subjectPathOf(field: string): SubjectPath {
  const [attribute = '', ...below] = field.slice(PREFIX.length).split('.')
  return { attribute, below }
}

/** All fields of a subject, with kinds from `fields`. */
export function subjectFields(fields: FieldsOfTypes): FieldKinds {
  const kinds = new Map<string, FieldKind>()
  for (const [type, attributes] of statedAttributes) {
    for (const { attribute, by } of attributes) {
      if (by !== 'field') {
        kinds.set(PREFIX + attribute, 'text')
        continue
      }
      const carried = `data.${attribute}`
      for (const [field, kind] of fields.get(type) ?? []) {
        if (field !== carried && !field.startsWith(`${carried}.`)) continue
        kinds.set(PREFIX + field.slice('data.'.length), kind)
      }
    }
  }
  return kinds
}
