import type { NewEvent } from '@jianwei/events/envelope.ts'
import type { RefusalReason } from '@jianwei/events/ports/quarantine.ts'

/** An event that intake appends for an input, and what its sender hears of it. */
export interface PlannedEvent {
  readonly event: NewEvent
  /**
   * Where the append writes it: `accepted`, or `corrected` where it was made of a record that says
   * something else than before. A `duplicate` changes nothing, whatever is kept of it. `nothing`:
   * it is beside what was sent.
   */
  readonly answer: 'accepted' | 'corrected' | 'duplicate' | 'nothing'
  /**
   * What the log was seen to hold under its id: `nothing`, or the `same`. `unknown`: nobody has
   * looked. Where the append finds otherwise, the input is looked at again.
   */
  readonly held: 'nothing' | 'same' | 'unknown'
}

/** What becomes of an input. */
export type Plan =
  | { readonly ok: true; readonly events: readonly PlannedEvent[] }
  | { readonly ok: false; readonly source: string; readonly reason: RefusalReason }

export function subjectChanged(source: string): Plan {
  const message =
    'the fact of this id is about another subject; retract it with FactRetracted and send ' +
    'this one under a new id'
  return { ok: false, source, reason: { code: 'SUBJECT_CHANGED', path: 'subject', message } }
}

export function idReused(source: string): Plan {
  return { ok: false, source, reason: idReusedReason }
}

export function learntSince(source: string): Plan {
  const message =
    'the log has learnt of this record since the row came; import the register as it is now'
  return { ok: false, source, reason: { code: 'ID_REUSED', path: 'id', message } }
}

const idReusedReason: RefusalReason = {
  code: 'ID_REUSED',
  path: 'id',
  message:
    'this id was sent before with other content, and an id names one occurrence; to correct ' +
    'the fact send FactCorrected with ' +
    'its source and id in data.fact, to report something else take a new id',
}

export const idTwiceInFileReason: RefusalReason = {
  code: 'ID_REUSED',
  path: 'id',
  message:
    'another row of this file has the same id and other content; an id names one record, and ' +
    'which row holds cannot be told',
}
