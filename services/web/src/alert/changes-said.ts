import type { FieldChangeView } from '@jianwei/services/server/views/field-change-view.ts'
import type { Answer } from '#/api/ask.ts'
import { codeSaid, type StepWords } from '#/alert/step-sentence.ts'
import { actorSaid } from '#/parts/actor.ts'
import { minuteOf } from '#/parts/times.ts'

export type FieldChange = Answer<typeof FieldChangeView>

/** Told by the sentence of the step, or ids that tell a reader nothing. */
const UNTOLD: readonly string[] = ['viewers', 'standing', 'measure', 'feedback']
const PERSONS: readonly string[] = [
  'owner',
  'claimed_by',
  'closing_proposed_by',
  'urged_by',
  'supervised_by',
]

/** Old and new values of a step, one line a field. */
export function changesSaid(changes: readonly FieldChange[], words: StepWords): readonly string[] {
  return changes.filter(({ field }) => !UNTOLD.includes(field)).map((one) => changeSaid(one, words))
}

function changeSaid(change: FieldChange, words: StepWords): string {
  const { t } = words
  // Fields come from the server's own table of what is compared.
  const field = t(`changed.${change.field}` as 'changed.state', { defaultValue: change.field })
  if (!('added' in change))
    return t('changed_from_to', {
      field,
      from: valueSaid(change.field, change.from, words),
      to: valueSaid(change.field, change.to, words),
    })
  const { added, removed, count_after } = change
  const parts = [
    ...added.map((one) => `+ ${listedSaid(change.field, one, words)}`),
    ...removed.map((one) => `− ${listedSaid(change.field, one, words)}`),
  ]
  return t('changed_list', { field, parts: parts.join(' '), count: count_after })
}

function valueSaid(field: string, value: string | null, words: StepWords): string {
  const { t, word, unitName } = words
  if (value === null) return t('changed_nothing')
  if (field === 'state' || field === 'level' || field === 'finding')
    return codeSaid(field, value, word)
  if (field === 'closed_as' || field === 'closing_proposed_as')
    return codeSaid('closing_reason', value, word)
  if (field === 'unit') return unitName(value)
  if (PERSONS.includes(field)) return actorSaid(value, word)
  return /^\d{4}-\d\d-\d\dT/.test(value) ? minuteOf(value) : shortened(value)
}

function listedSaid(field: string, value: string, { word, unitName }: StepWords): string {
  if (field === 'open_parts') return unitName(value)
  return field === 'watchers' ? actorSaid(value, word) : shortened(value)
}

/** Ids and hashes are told by their beginning. */
function shortened(value: string): string {
  return /^[0-9a-f-]{32,64}$/.test(value) ? value.slice(0, 8) : value
}
