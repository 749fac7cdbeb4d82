import type { ClosingReason } from '@jianwei/events/alert/closing-events.ts'
import type { AlertEventType } from '@jianwei/events/alert/effects.ts'
import type { Finding } from '@jianwei/events/alert/handling-events.ts'
import { catalogue } from '@jianwei/events/catalogue.ts'
import type { EventData, RecordedEvent } from '@jianwei/events/envelope.ts'
import { maskedEvent } from '#/access/masking.ts'
import type { Asker, Place } from '#/access/shown-kinds.ts'
import { CLOSING_NAMES, FINDING_NAMES } from '#/server/exports/words.ts'

/** What people said of an alert that belongs onto a document. */
const OPINIONS: ReadonlySet<string> = new Set<AlertEventType>([
  'AlertRouted',
  'AlertAssigned',
  'AlertSignedFor',
  'AlertTransferred',
  'AlertReturned',
  'AlertCooperationAsked',
  'AlertCooperationAnswered',
  'AlertVerified',
  'AlertDisposed',
  'AlertFedBack',
  'AlertCommented',
  'AlertUrged',
  'AlertSupervised',
  'AlertEscalated',
  'AlertClosingProposed',
  'AlertClosingDeclined',
  'AlertClosed',
  'AlertReopened',
])
/** Fields of those in which somebody's words stand, in the order in which they read. */
const WORDS = ['task', 'measure', 'feedback', 'text', 'reason', 'despite_open_parts'] as const

const TITLES = new Map(catalogue.map(({ type, title }) => [type as string, title.zh]))

export function titleOf(type: string): string {
  return TITLES.get(type) ?? type
}

/** What was said of an alert, oldest first, as who asks may see it. */
export function opinionsOf(events: readonly RecordedEvent[], place: Place, asker: Asker) {
  const masked: string[] = []
  const opinions = events
    .filter(({ type }) => OPINIONS.has(type))
    .map(({ type, data, event_id, subject_id, occurred_at }) => {
      const shown = maskedEvent({ type, data, subject_id, ...place }, asker)
      masked.push(...shown.masked.map((path) => `opinions.${path.replace(/^data\./, '')}`))
      return {
        event_id,
        step: type,
        title: titleOf(type),
        actor: textIn(shown.data, 'actor'),
        at: occurred_at,
        text: wordsOf(shown.data),
      }
    })
  return { opinions, masked }
}

/** A field that holds a text; empty where there is none. */
export function textIn(data: EventData, field: string): string {
  const value = data[field]
  return typeof value === 'string' ? value : ''
}

function wordsOf(data: EventData): string {
  // The catalogue parsed them.
  const finding = data['finding'] as Finding | undefined
  const closing = data['reason_code'] as ClosingReason | null | undefined
  return [
    finding === undefined ? '' : FINDING_NAMES[finding],
    closing == null ? '' : CLOSING_NAMES[closing],
    ...WORDS.map((name) => data[name]),
  ]
    .filter((words): words is string => typeof words === 'string' && words !== '')
    .join('；')
}
