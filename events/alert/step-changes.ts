import { evolveRecorded, type Alert, type PresentAlert } from '#/alert/alert.ts'
import type { RecordedEvent } from '#/envelope.ts'

/** What a step made of one field of an alert. */
export type FieldChange = ValueChange | ListChange

/** Old and new value. */
export interface ValueChange {
  readonly field: string
  readonly from: string | null
  readonly to: string | null
}

/** Of a field with many values: which came and which went, and how many it had and has. */
export interface ListChange {
  readonly field: string
  readonly added: readonly string[]
  readonly removed: readonly string[]
  readonly count_before: number
  readonly count_after: number
}

/** What each event made of the alert, oldest first; as many as there are events. */
export function changesOf(
  events: readonly Pick<RecordedEvent, 'type' | 'data'>[],
): readonly (readonly FieldChange[])[] {
  let alert: Alert = { state: 'absent' }
  return events.map((event) => {
    const before = alert
    alert = evolveRecorded(alert, event)
    return changesBetween(before, alert)
  })
}

/** Every field that differs. Where it begins, it had nothing. */
function changesBetween(before: Alert, after: Alert): readonly FieldChange[] {
  if (after.state === 'absent') return []
  return COMPARED.flatMap((field) => {
    const [from, to] = [before.state === 'absent' ? null : before[field], after[field]]
    return from === to ? [] : changesOfField(field, from, to)
  })
}

type FieldValue = string | readonly string[] | null

/** A list that has the same values again has not changed. */
function changesOfField(field: string, from: FieldValue, to: FieldValue): readonly FieldChange[] {
  if (!isList(from) && !isList(to)) return [{ field, from, to }]
  const [old, present] = [new Set(from), new Set(to)]
  const added = [...present].filter((value) => !old.has(value))
  const removed = [...old].filter((value) => !present.has(value))
  if (added.length + removed.length === 0) return []
  return [{ field, added, removed, count_before: old.size, count_after: present.size }]
}

function isList(value: FieldValue): value is readonly string[] {
  return Array.isArray(value)
}

/** What a reader wants to see change. What was asked of units is in the steps themselves. */
const COMPARED = [
  'state',
  'level',
  'owner',
  'unit',
  'due_at',
  'finding',
  'measure',
  'feedback',
  'closed_as',
  'silenced_until',
  'claimed_by',
  'claimed_until',
  'closing_proposed_by',
  'closing_proposed_as',
  'urged_by',
  'supervised_by',
  'merged_into',
  'gathered_under',
  'standing',
  'further_subjects',
  'viewers',
  'watchers',
  'tags',
  'open_parts',
  'open_links',
  'evidence',
  'merged_alerts',
] as const satisfies readonly (keyof PresentAlert)[]
