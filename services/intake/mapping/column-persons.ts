import type { PersonalKind } from '@jianwei/events/define-event.ts'
import { personalFieldsOfType } from '@jianwei/events/personal-fields.ts'
import type { Mapping } from '#/intake/mapping/language.ts'
import { usesOf } from '#/intake/mapping/mapping-uses.ts'

/**
 * Which columns of a file hold what is personal, by the fields that the mapping makes of them; null
 * for a column of which nothing personal is made. What is not in it the mapping does not read, and
 * nobody knows what it holds.
 */
export function personalColumns(mapping: Mapping): ReadonlyMap<string, PersonalKind | null> {
  const kinds = new Map<string, PersonalKind | null>()
  for (const { path, name } of usesOf(mapping).columns) {
    const kind = kindOfUse(mapping, path)
    if (kind !== null || !kinds.has(name)) kinds.set(name, kind)
  }
  return kinds
}

function kindOfUse(mapping: Mapping, path: string): PersonalKind | null {
  const [, outputs, at, rest] = FIELD_OF_DATA.exec(path) ?? []
  const { events, changes } = mapping
  const type = (outputs === 'events' ? events : changes)[Number(at)]?.type
  if (rest === undefined || type === undefined) return null
  const fields = personalFieldsOfType(type)
  // Of a type that nobody knows, all may be personal.
  if (fields === undefined) return 'text'
  let field = ''
  for (const part of rest.split('.')) {
    if (ENDS.has(part)) break
    if (part === 'object') continue
    field = INTO_LISTS.has(part) ? `${field}[]` : fieldIn(field, part)
    const kind = fields.get(field)
    if (kind !== undefined) return kind
  }
  return null
}

/** Of the data of an event, or of what a change sets in them. */
const FIELD_OF_DATA = /^(events(?=\.\d+\.data)|changes(?=\.\d+\.set))\.(\d+)\.\w+\.(.+)$/

const ENDS: ReadonlySet<string> = new Set(['column', 'time', 'when', 'each', 'with'])
const INTO_LISTS: ReadonlySet<string> = new Set(['list', 'item', 'zip'])

function fieldIn(field: string, part: string): string {
  // The place of an item in a list says nothing of its kind.
  if (field.endsWith('[]') && /^\d+$/.test(part)) return field
  return field === '' ? part : `${field}.${part}`
}
