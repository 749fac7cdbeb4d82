import type { NewEvent } from '@jianwei/events/envelope.ts'
import type { FactReference } from '@jianwei/events/fact.ts'
import { factIdOf } from '@jianwei/events/fact.ts'
import { derivedId, eventIdOf, type EventId } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { correctionEvent, retractionEvent, type AmendmentTold } from '#/intake/amendment-events.ts'
import { changeBehind, changeIdOf, isBehind, planChange } from '#/intake/change-plan.ts'
import { contentOf, hashOf, RETRACTED, saidBy } from '#/intake/content.ts'
import type { FactHistories, FactHistory, FactVersion } from '#/intake/fact-histories.ts'
import {
  idReused,
  learntSince,
  subjectChanged,
  type Plan,
  type PlannedEvent,
} from '#/intake/planned-input.ts'
import type { ReadInput, RowOfRegister } from '#/intake/reading.ts'

/**
 * What a row of a register is in the log. The row says what its record is now:
 *
 *  - facts that the log does not hold are reported;
 *  - a fact that stands as the row says it, or of which the register said this last, is a
 *    duplicate: what others have corrected since then stays as it is. Where the register itself now
 *    says what others have made of it, that is kept, so that its going back later is news;
 *  - a fact of which the register says something else now is corrected;
 *  - a fact that the same row gave before and gives no more is retracted.
 *
 * A row of a change log says what changed of facts that are there (`change-plan.ts`).
 *
 * Events of one row are known to be so by their causes: all of them name the first that was
 * reported.
 */

/** The reason of such a correction. */
const RECORD_CHANGED = 'source changed its record'
const NO_LONGER_GIVEN = 'source changed its record: it no longer says this'
const RECORD_AGREES = 'source changed its record to what stands'

export interface RowView {
  readonly histories: FactHistories
  /** What the log holds about a subject, where lists make it necessary to look. */
  readonly about: (subjectId: string) => readonly NewEvent[]
  readonly now: Instant
}

/** Throws nothing; adds what it plans to the histories. */
export function planRow(reading: ReadInput, row: RowOfRegister, view: RowView): Plan {
  const { histories } = view
  const told = { occurred_at: row.changed_at ?? view.now, reported_at: row.changed_at }
  const link = linkOf(reading.events, histories)
  const planned: PlannedEvent[] = []
  for (const sent of reading.events) {
    const history = histories.of(sent.event_id)
    if (history.first === undefined) {
      const event = linked(sent, link.root)
      planned.push({ event, answer: 'accepted', held: 'nothing' })
      continue
    }
    if (history.first.event.subject_id !== sent.subject_id) return subjectChanged(sent.source)
    const said = saidBy(sent)
    const restated = restatedByChangeLog(sent, history, row)
    if (restated === 'behind') return { ok: false, source: sent.source, reason: changeBehind }
    if (restated !== undefined) {
      planned.push(restated)
      continue
    }
    if (!history.isOfFact || isAmendment(sent)) {
      if (contentOf(history.first.event) !== contentOf(sent)) return idReused(sent.source)
      planned.push({ event: sent, answer: 'accepted', held: 'same' })
    } else if (said === registersLast(history)?.said) {
      planned.push({ event: sent, answer: 'accepted', held: 'same' })
    } else if (said === history.standing?.said) {
      if (isLearntSince(history, row))
        planned.push({ event: sent, answer: 'accepted', held: 'same' })
      else {
        const event = correctionEvent(sent, {
          ...told,
          ...changeOf(history, said),
          reason: RECORD_AGREES,
        })
        planned.push({ event, answer: 'duplicate', held: 'nothing' })
      }
    } else if (isLearntSince(history, row)) {
      return learntSince(sent.source)
    } else {
      const { id, causation_id } = changeOf(history, said)
      const event = correctionEvent(sent, { ...told, id, causation_id, reason: RECORD_CHANGED })
      planned.push({ event, answer: 'corrected', held: 'nothing' })
    }
  }
  const given = new Set(reading.events.map(({ event_id }) => event_id))
  for (const fact of noLongerGiven(reading.events, row, link, view)) {
    const factId = factIdOf(fact)
    const history = histories.of(factId)
    const subjectId = history.first?.event.subject_id
    if (subjectId === undefined || given.has(factId)) continue
    const event = retractionOfGone(history, { ...told, reason: NO_LONGER_GIVEN })
    if (event === undefined) continue
    given.add(factId)
    // What others have taken back was taken back before: no row was sent for it.
    const answer = history.standing?.said === RETRACTED ? 'nothing' : 'corrected'
    planned.push({ event, answer, held: 'nothing' })
  }
  const of = new Map<EventId, FactHistory>()
  for (const change of row.changes ?? []) {
    const factId = factIdOf(change.fact)
    const history = of.get(factId) ?? histories.of(factId)
    const plan = planChange(change, history, row, view.now)
    if (!plan.ok) return { ok: false, source: change.fact.source, reason: plan.reason }
    planned.push(plan.planned)
    of.set(factId, plan.planned.held === 'nothing' ? history.with(plan.planned.event) : history)
  }
  for (const { event, held } of planned) if (held === 'nothing') histories.add(event)
  return { ok: true, events: planned }
}

/**
 * A change log that reports a fact again, behind its last change of it, says what it is from then
 * on: also where it has said just that at first, and retracted it since.
 */
function restatedByChangeLog(
  sent: NewEvent,
  history: FactHistory,
  row: RowOfRegister,
): PlannedEvent | 'behind' | undefined {
  const { changes, changed_at } = row
  if (changes === undefined || changed_at === null || !history.isOfFact) return undefined
  const said = saidBy(sent)
  const { source, source_event_id: id, type } = sent
  const restating = { fact: { source, id }, type, reason: RECORD_CHANGED, change_id: null }
  const fields = { set: { said: hashOf(said) }, remove: [], envelope: {} }
  const changeId = changeIdOf({ ...restating, fields, repeats: 0 }, changed_at)
  const eventId = eventIdOf(source, changeId)
  const again = history.amendments.find(({ event }) => event.event_id === eventId)
  if (again !== undefined) return { event: again.event, answer: 'accepted', held: 'same' }
  const last = history.amendments.findLast(({ reported_at }) => reported_at !== null)
  if (last === undefined || last.reported_at === changed_at) return undefined
  if (isBehind(history, changed_at)) {
    const before = history.versions.find((version) => version.said === said)
    return before === undefined
      ? 'behind'
      : { event: before.event, answer: 'accepted', held: 'same' }
  }
  if (said === history.standing?.said) return undefined
  const told = {
    id: changeId,
    reason: RECORD_CHANGED,
    occurred_at: changed_at,
    reported_at: changed_at,
    causation_id: history.standing?.event.event_id ?? null,
  }
  return { event: correctionEvent(sent, told), answer: 'corrected', held: 'nothing' }
}

/**
 * The retraction of a fact that its register does not give any more: undefined where the register
 * has said so before. One that others have taken back says that the register agrees, so that its
 * coming back is news.
 */
export function retractionOfGone(
  history: FactHistory,
  told: Pick<AmendmentTold, 'occurred_at' | 'reported_at' | 'reason'>,
): NewEvent | undefined {
  const fact = history.first?.event
  if (fact === undefined || !isToRetract(history)) return undefined
  const isGone = history.standing?.said === RETRACTED
  const { source, source_event_id: id, subject_id } = fact
  return retractionEvent({ source, id }, subject_id, {
    ...told,
    ...changeOf(history, RETRACTED),
    reason: isGone ? RECORD_AGREES : told.reason,
  })
}

/** A row that was in quarantine says what its record was then. */
function isLearntSince({ standing }: FactHistory, { kept_since }: RowOfRegister): boolean {
  if (kept_since === undefined || standing === undefined) return false
  return standing.recorded_at === null || standing.recorded_at >= kept_since
}

/** What the row does not give matters only where the log has something that it gave before. */
export function absentFactsOf({ events, record }: ReadInput, histories: FactHistories): EventId[] {
  if (record?.kind !== 'row' || record.absent.length === 0) return []
  return events.some(({ event_id }) => histories.of(event_id).first !== undefined)
    ? record.absent.map(factIdOf)
    : []
}

/** Which facts of the log came from this row: `root` is the cause that a new one names. */
interface RowLink {
  readonly root: string | null
  readonly causes: ReadonlySet<string>
}

function linkOf(events: readonly NewEvent[], histories: FactHistories): RowLink {
  const held = events.flatMap(({ event_id }) => histories.of(event_id).first?.event ?? [])
  const causes = new Set(
    held.flatMap(({ event_id, causation_id }) => [event_id, causation_id ?? event_id]),
  )
  const oldest = held[0] ?? events[0]
  return { root: oldest === undefined ? null : (oldest.causation_id ?? oldest.event_id), causes }
}

function linked(sent: NewEvent, root: string | null): NewEvent {
  return root === null || root === sent.event_id || sent.causation_id !== null
    ? sent
    : { ...sent, causation_id: root }
}

function isAmendment({ type }: NewEvent): boolean {
  return type === 'FactCorrected' || type === 'FactRetracted'
}

function noLongerGiven(
  events: readonly NewEvent[],
  row: RowOfRegister,
  link: RowLink,
  { histories, about }: RowView,
): FactReference[] {
  if (link.causes.size === 0) return []
  const gone = row.absent.filter((fact) => {
    const first = histories.of(factIdOf(fact)).first?.event
    return first !== undefined && isLinked(first, link)
  })
  if (row.lists.length === 0) return gone.filter((fact) => !isGivenElsewhere(fact, row))
  const [subject] = events.map(({ subject_id }) => subject_id)
  const listed = about(subject ?? '')
    .filter((event) => !isAmendment(event) && isLinked(event, link))
    .map(({ source, source_event_id }) => ({ source, id: source_event_id }))
    .filter(({ source, id }) =>
      row.lists.some((list) => list.source === source && list.matches(id)),
    )
  return [...gone, ...listed].filter((fact) => !isGivenElsewhere(fact, row))
}

function isGivenElsewhere(fact: FactReference, row: RowOfRegister): boolean {
  return row.is_given_elsewhere?.(factIdOf(fact)) ?? false
}

function isLinked({ event_id, causation_id }: NewEvent, { causes }: RowLink): boolean {
  return causes.has(event_id) || (causation_id !== null && causes.has(causation_id))
}

/** The register has not said before that it is gone. */
function isToRetract(history: FactHistory): boolean {
  return history.isOfFact && registersLast(history)?.said !== RETRACTED
}

/**
 * What the register itself said last: the first report, and the amendments that were made of its
 * rows.
 */
function registersLast(history: FactHistory): FactVersion | undefined {
  return history.amendments.findLast(isChangeOfRecord) ?? history.first
}

/**
 * Of what the row says now: the version that it replaces and the new content name it, so saying it
 * again changes nothing.
 */
function changeOf(
  history: FactHistory,
  said: string,
): { readonly id: string; readonly causation_id: string | null } {
  const replaced = history.standing?.event.event_id ?? null
  return { id: changeId(replaced ?? '', said), causation_id: replaced }
}

function changeId(replaced: string, said: string): string {
  return `changed:${derivedId('record-change', replaced, hashOf(said))}`
}

function isChangeOfRecord({ event, said }: FactVersion): boolean {
  return event.causation_id !== null && event.source_event_id === changeId(event.causation_id, said)
}
