import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import {
  IMPORT_EVENT_TYPES,
  type ImportAborted,
  type ImportCompleted,
  type ImportLapsed,
  type ImportProgressed,
  type ImportStarted,
} from '@jianwei/events/source/import.ts'
import type { WarningRaised, WarningWithdrawn } from '@jianwei/events/warning/events.ts'

type Envelope = Pick<RecordedEvent, 'position' | 'subject_id' | 'recorded_at'> & {
  readonly event_id: string
}

export type WarningRaisedEntry = Envelope & {
  readonly type: 'WarningRaised'
  readonly data: WarningRaised
}

/** An entry of the ledger of warnings. */
export type WarningEntry =
  | WarningRaisedEntry
  | (Envelope & { readonly type: 'WarningWithdrawn'; readonly data: WarningWithdrawn })

/** What is said about an attempt at an import. */
export type ImportEntry = Envelope &
  (
    | { readonly type: 'ImportStarted'; readonly data: ImportStarted }
    | { readonly type: 'ImportProgressed'; readonly data: ImportProgressed }
    | { readonly type: 'ImportCompleted'; readonly data: ImportCompleted }
    | { readonly type: 'ImportAborted'; readonly data: ImportAborted }
    | { readonly type: 'ImportLapsed'; readonly data: ImportLapsed }
  )

/** What alerting is interested in. */
export const ALERTING_EVENT_TYPES = ['WarningRaised', 'WarningWithdrawn', ...IMPORT_EVENT_TYPES]

/** For events of `ALERTING_EVENT_TYPES` only. */
export function alertingEvent(event: RecordedEvent): WarningEntry | ImportEntry {
  // The catalogue parsed the data as that of the event's type when the log was read.
  return event as unknown as WarningEntry | ImportEntry
}

export function isImport(entry: WarningEntry | ImportEntry): entry is ImportEntry {
  return entry.type !== 'WarningRaised' && entry.type !== 'WarningWithdrawn'
}
