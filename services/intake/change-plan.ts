import type { NewEvent } from '@jianwei/events/envelope.ts'
import type { FactContent } from '@jianwei/events/fact.ts'
import type { FactCorrected } from '@jianwei/events/amendment/events.ts'
import { factIdOf } from '@jianwei/events/fact.ts'
import { derivedId, eventIdOf, type EventId } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { RefusalReason } from '@jianwei/events/ports/quarantine.ts'
import { canonicalJson } from '@jianwei/projections/rules/language/canonical-json.ts'
import { correctionEvent, retractionEvent } from '#/intake/amendment-events.ts'
import { futureBound, readCloudEvent } from '#/intake/cloud-event.ts'
import { RETRACTED, saidBy } from '#/intake/content.ts'
import type { FactHistory } from '#/intake/fact-histories.ts'
import type { PlannedEvent } from '#/intake/planned-input.ts'
import type { ChangedFields, FactChange, RowOfRegister } from '#/intake/reading.ts'

/**
 * What a row of a change log is in the log: an amendment of the fact as it stands. It has an id of
 * its own, so that the same change again is a duplicate, also when others came since. Changes of a
 * fact are taken in the order in which they were made: one that comes behind a later one, or before
 * its fact, waits in quarantine.
 */
export type ChangePlan =
  | { readonly ok: true; readonly planned: PlannedEvent }
  | { readonly ok: false; readonly reason: RefusalReason }

export const changeBehind: RefusalReason = {
  code: 'CHANGE_BEHIND',
  path: 'id',
  message: 'the log has a later change of this fact, and changes are taken in their order',
}

export function planChange(
  change: FactChange,
  history: FactHistory,
  { changed_at, kept_since }: RowOfRegister,
  now: Instant,
): ChangePlan {
  const { first, standing } = history
  if (first === undefined || standing === undefined || !history.isOfFact)
    return refused('CHANGE_FACT_UNKNOWN', 'the log has no fact of this source and id')
  const id = changeIdOf(change, changed_at)
  const eventId = eventIdOf(change.fact.source, id)
  const again = history.versions.find(({ event }) => event.event_id === eventId)
  if (again !== undefined)
    return { ok: true, planned: { event: again.event, answer: 'accepted', held: 'same' } }
  if (isBehind(history, changed_at)) return { ok: false, reason: changeBehind }
  if (kept_since !== undefined && isChangedSince(history, kept_since))
    return { ok: false, reason: changeBehind }
  const told = {
    id,
    reason: change.reason,
    occurred_at: changed_at ?? now,
    reported_at: changed_at,
    causation_id: standing.event.event_id,
  }
  const answerOf = (said: string): PlannedEvent['answer'] =>
    // Kept all the same, so that the change is known when it comes again.
    said === standing.said ? 'duplicate' : 'corrected'
  const { subject_id } = first.event
  if (change.fields === null) {
    const event = retractionEvent(change.fact, subject_id, told)
    return { ok: true, planned: { event, answer: answerOf(RETRACTED), held: 'nothing' } }
  }
  if (standing.said === RETRACTED)
    return refused('CHANGE_FACT_RETRACTED', 'the fact was retracted: nothing of it can change')
  const content = contentOf(standing.event)
  if (content.type !== change.type)
    return refused('CHANGE_FACT_TYPE', `the fact is a ${content.type}, and no ${change.type}`)
  const sent = { ...first.event, ...content }
  const corrected = changed(correctionEvent(sent, told), change.fields, now)
  if (!corrected.ok) return corrected
  const { event } = corrected
  return { ok: true, planned: { event, answer: answerOf(saidBy(event)), held: 'nothing' } }
}

/** The facts that the row changes. */
export function factsChanged({ changes = [] }: RowOfRegister): EventId[] {
  return changes.map(({ fact }) => factIdOf(fact))
}

export function changeIdOf(
  { fact, change_id, fields, repeats }: FactChange,
  changedAt: Instant | null,
): string {
  const factId = factIdOf(fact)
  const named =
    change_id === null
      ? [changedAt ?? '', canonicalJson(fields), String(repeats)]
      : ['named', change_id]
  return `change:${derivedId('fact-change', factId, ...named)}`
}

/** Its change was known before one that the log has. */
export function isBehind({ amendments }: FactHistory, changedAt: Instant | null): boolean {
  if (changedAt === null) return false
  return amendments.some(({ reported_at }) => reported_at !== null && reported_at > changedAt)
}

function isChangedSince({ amendments }: FactHistory, since: Instant): boolean {
  return amendments.some(({ recorded_at }) => recorded_at === null || recorded_at >= since)
}

function contentOf(event: NewEvent): FactContent & { readonly schema_version: number } {
  // The catalogue has read the data of every correction that the log holds.
  return event.type === 'FactCorrected' ? (event.data as FactCorrected).replacement : event
}

type Corrected =
  | { readonly ok: true; readonly event: NewEvent }
  | { readonly ok: false; readonly reason: RefusalReason }

/** With the fields of its replacement changed, read as one that a department sends. */
function changed(correction: NewEvent, fields: ChangedFields, now: Instant): Corrected {
  const { fact, reason, replacement } = correction.data as FactCorrected
  const data = { ...replacement.data, ...fields.set }
  for (const name of fields.remove) delete data[name]
  const read = readCloudEvent(
    {
      specversion: '1.0',
      id: correction.source_event_id,
      source: correction.source,
      type: correction.type,
      subject: correction.subject_id,
      time: correction.occurred_at,
      ...(correction.reported_at !== null && { reportedat: correction.reported_at }),
      data: { fact, reason, replacement: { ...replacement, ...fields.envelope, data } },
    },
    futureBound(now),
  )
  if (!read.ok) return { ok: false, reason: read.reasons[0] ?? NOT_READ }
  return { ok: true, event: { ...correction, data: read.event.data } }
}

const NOT_READ = { code: 'CHANGE_UNREADABLE', path: '', message: 'the changed fact is none' }

function refused(code: string, message: string): ChangePlan {
  return { ok: false, reason: { code, path: 'id', message } }
}
