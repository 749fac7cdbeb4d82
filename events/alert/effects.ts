import type { z } from 'zod'
import type { latestAlertEvents } from '#/alert/events.ts'

/*
 * The states of an alert, and what each event makes of it: the one place that says so. The fold
 * (`alert.ts`), by it the table of alerts as they stand (`projections/desk`), and the states that
 * the API names are made from it.
 */

/** In the order of a plain life. An alert begins in the first and ends in the last. */
export const ALERT_STATES = [
  'raised',
  'signed_for',
  'verified',
  'disposed',
  'fed_back',
  'closed',
] as const
export type AlertState = (typeof ALERT_STATES)[number]

/** `raised` waits for a signature, also after a transfer, a return or a reopening. */
export const FIRST_STATE: AlertState = 'raised'
/** Nobody has judged yet whether the risk is real. */
export const UNVERIFIED_STATES: readonly AlertState[] = ['raised', 'signed_for']

type Defined = (typeof latestAlertEvents)[number]

/** Of each event of an alert, what its definition says: of the latest version. */
type DataOfType = {
  readonly [Type in Defined['type']]: z.infer<Extract<Defined, { readonly type: Type }>['data']>
}

export type AlertEventType = keyof DataOfType

export type AlertEvent = {
  [Type in AlertEventType]: { readonly type: Type; readonly data: DataOfType[Type] }
}[AlertEventType]

/** Fields of an alert that hold one value or null. */
export const PLAIN_FIELDS = [
  'level',
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
  'closing_proposed_despite',
  'urged_by',
  'supervised_by',
  'merged_into',
  'gathered_under',
] as const
export type PlainField = (typeof PLAIN_FIELDS)[number]

/** Fields of an alert that hold a set. */
export const SET_FIELDS = [
  'standing',
  'further_subjects',
  'viewers',
  'watchers',
  'tags',
  'open_parts',
  'links',
  'open_links',
  'evidence',
  'evidence_changes',
  'merged_alerts',
] as const
export type SetField = (typeof SET_FIELDS)[number]

/** Where an event brings an alert. What is left out stays as it was. */
interface Move<Field extends string> {
  readonly state?: AlertState
  /** The field of the event that names who has it now. */
  readonly owner?: Extract<Field, 'actor' | 'to'> | 'nobody'
  /** In whose queue it is now; an event that leaves the field out leaves it where it is. */
  readonly unit?: Extract<Field, 'unit'> | 'none'
}

export interface AlertEffect<Field extends string = string> extends Move<Field> {
  /** Where it brings an alert that is unverified, if elsewhere. */
  readonly unverified?: Move<Field>
  /** Each with the field of the event whose value it takes. */
  readonly takes?: { readonly [Plain in PlainField]?: Field }
  /** What is null afterwards. */
  readonly clears?: readonly PlainField[]
  /** Each with the field of the event that names what joins it, one or several. */
  readonly joins?: { readonly [Set in SetField]?: Field }
  readonly leaves?: { readonly [Set in SetField]?: Field }
}

/** The compiler holds that an event has the fields that its effect names. */
type EffectOfType = {
  readonly [Type in AlertEventType]: AlertEffect<Extract<keyof DataOfType[Type], string>>
}

const CLAIM = ['claimed_by', 'claimed_until'] as const
const PROPOSAL = ['closing_proposed_by', 'closing_proposed_as', 'closing_proposed_despite'] as const

/** `AlertRaised` begins the alert, and does nothing to one that is there already. */
export const ALERT_EFFECTS: EffectOfType = {
  AlertRaised: {
    takes: { level: 'level', due_at: 'due_at' },
    joins: { standing: 'warning_ids', further_subjects: 'further_subjects' },
  },
  AlertWarningGathered: { joins: { standing: 'warning_id' } },
  AlertWarningWithdrawn: { leaves: { standing: 'warning_id' } },
  AlertWarningsCounted: {},
  AlertRouted: { unit: 'unit' },
  AlertAssigned: { state: 'raised', owner: 'to', clears: CLAIM },
  AlertClaimed: { takes: { claimed_by: 'actor', claimed_until: 'until' } },
  AlertReleased: { clears: CLAIM },
  AlertViewed: { joins: { viewers: 'actor' } },
  AlertSignedFor: { state: 'signed_for', owner: 'actor', clears: CLAIM },
  AlertTransferred: { state: 'raised', owner: 'to', unit: 'unit', clears: CLAIM },
  // Before verification it is assigned anew; after it, its owner works on it again.
  AlertReturned: {
    state: 'signed_for',
    unverified: { state: 'raised', owner: 'nobody', unit: 'none' },
    clears: [...CLAIM, ...PROPOSAL],
  },
  AlertCooperationAsked: { joins: { open_parts: 'unit' } },
  AlertCooperationAnswered: { leaves: { open_parts: 'unit' } },
  AlertCooperationWithdrawn: { leaves: { open_parts: 'unit' } },
  AlertEvidenceAttached: { joins: { evidence: 'sha256' } },
  AlertVerified: { state: 'verified', takes: { finding: 'finding' } },
  AlertDisposed: { state: 'disposed', takes: { measure: 'measure' } },
  AlertMeasureLinked: { joins: { links: 'link_id', open_links: 'link_id' } },
  AlertLinkClosed: { leaves: { open_links: 'link_id' } },
  AlertLinkRemoved: { leaves: { links: 'link_id', open_links: 'link_id' } },
  AlertFedBack: { state: 'fed_back', takes: { feedback: 'feedback' } },
  AlertClosingProposed: {
    takes: {
      closing_proposed_by: 'actor',
      closing_proposed_as: 'reason_code',
      closing_proposed_despite: 'despite_open_parts',
    },
  },
  AlertClosingDeclined: { clears: PROPOSAL },
  AlertClosed: {
    state: 'closed',
    takes: { closed_as: 'reason_code' },
    clears: [...CLAIM, ...PROPOSAL, 'silenced_until', 'urged_by', 'supervised_by'],
  },
  AlertReopened: { state: 'raised', clears: ['closed_as'] },
  AlertEscalated: { takes: { level: 'level', due_at: 'due_at' } },
  AlertSilenced: { takes: { silenced_until: 'until' } },
  AlertUrged: { takes: { urged_by: 'actor' } },
  AlertSupervised: { takes: { supervised_by: 'actor' } },
  AlertCommented: {},
  AlertTagged: { joins: { tags: 'tag' } },
  AlertUntagged: { leaves: { tags: 'tag' } },
  AlertWatched: { joins: { watchers: 'actor' } },
  AlertUnwatched: { leaves: { watchers: 'actor' } },
  AlertSubjectAdded: { joins: { further_subjects: 'further_subject' } },
  AlertSubjectRemoved: { leaves: { further_subjects: 'further_subject' } },
  AlertMerged: { takes: { merged_into: 'into' }, clears: CLAIM },
  AlertDetached: { clears: ['merged_into'] },
  AlertAbsorbed: { joins: { merged_alerts: 'merged_alert', further_subjects: 'subject_ids' } },
  AlertSeparated: { leaves: { merged_alerts: 'merged_alert', further_subjects: 'subject_ids' } },
  AlertGatheredUnder: { takes: { gathered_under: 'parent_alert' } },
  AlertParted: { clears: ['gathered_under'] },
  AlertEvidenceChanged: { joins: { evidence_changes: 'amendment_id' } },
}
