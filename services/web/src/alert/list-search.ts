/**
 * What an address keeps of the list from which an alert was opened, by the server's own names: its
 * filter and order, up to where it went, and where the alert stood in it.
 */
export type ListSearch = { readonly [Field in ListField]?: ListValue | undefined }

type ListValue = string | number | boolean | readonly string[]

const FIELDS = [
  'state',
  'open',
  'level',
  'rule_id',
  'subject_id',
  'unit',
  'department',
  'department_unit',
  'domain',
  'region',
  'region_itself',
  'watching',
  'tag',
  'overdue',
  'due_before',
  'since',
  'until',
  'changed_since',
  'opened',
  'urged',
  'supervised',
  'merged',
  'gathered',
  'gathered_under',
  'finding',
  'closed_as',
  'closed_since',
  'closed_until',
  'owner',
  'claimed',
  'order',
  'up_to',
  'place',
] as const
type ListField = (typeof FIELDS)[number]

/** What is no field of a list, and what has no plain value, is left out. */
export function listSearchOf(search: Readonly<Record<string, unknown>>): ListSearch {
  const kept: Partial<Record<ListField, ListValue>> = {}
  for (const field of FIELDS) {
    const value = search[field]
    if (isPlain(value)) kept[field] = value
  }
  return kept
}

function isPlain(value: unknown): value is ListValue {
  if (Array.isArray(value)) return value.length > 0 && value.every((one) => typeof one === 'string')
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}
