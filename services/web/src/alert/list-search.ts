import type { alertFilterQuery } from '@jianwei/services/server/alert-filters.ts'

type ListField = keyof typeof alertFilterQuery | 'order' | 'up_to' | 'place'
type ListValue = string | number | boolean | readonly string[]

/**
 * What an address keeps of the list from which an alert was opened, by the server's own names: its
 * filter and order, up to where it went, and where the alert stood in it.
 */
export type ListSearch = { readonly [Field in ListField]?: ListValue | undefined }

const FIELDS = {
  state: true,
  open: true,
  level: true,
  rule_id: true,
  domain: true,
  subject_id: true,
  unit: true,
  department: true,
  department_unit: true,
  region: true,
  region_itself: true,
  watching: true,
  tag: true,
  overdue: true,
  due_before: true,
  since: true,
  until: true,
  changed_since: true,
  closed_since: true,
  closed_until: true,
  opened: true,
  urged: true,
  supervised: true,
  merged: true,
  gathered: true,
  gathered_under: true,
  finding: true,
  closed_as: true,
  owner: true,
  claimed: true,
  order: true,
  up_to: true,
  place: true,
} as const satisfies Record<ListField, true>

/** What is no field of a list, and what has no plain value, is left out. */
export function listSearchOf(search: Readonly<Record<string, unknown>>): ListSearch {
  const kept: Partial<Record<ListField, ListValue>> = {}
  // The keys of the table and no others.
  for (const field of Object.keys(FIELDS) as ListField[]) {
    const value = search[field]
    if (isPlain(value)) kept[field] = value
  }
  return kept
}

function isPlain(value: unknown): value is ListValue {
  if (Array.isArray(value)) return value.length > 0 && value.every((one) => typeof one === 'string')
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}
