import { streamOf, type NewEvent } from '@jianwei/events/envelope.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { factsChanged } from '#/intake/change-plan.ts'
import { contentOf, saidBy } from '#/intake/content.ts'
import { FactHistories } from '#/intake/fact-histories.ts'
import { idReused, subjectChanged, type Plan, type PlannedEvent } from '#/intake/planned-input.ts'
import type { ReadInput } from '#/intake/reading.ts'
import { factsOfReport, planReport } from '#/intake/report-plan.ts'
import { absentFactsOf, planRow } from '#/intake/row-plan.ts'

/**
 * What becomes of inputs beside what the log holds. An input of one event that the log has not yet
 * costs no look: it is sent to the append, which knows whether the id is new, and looked at where
 * it is not (`look`).
 */
export type PlanningLog = Pick<EventLog, 'find' | 'amendmentsOf' | 'read'>

export interface PlanningOptions {
  /** Also at inputs of one event: the append knew its id. */
  readonly look: boolean
  readonly now: Instant
}

export async function planInputs(
  log: PlanningLog,
  readings: readonly ReadInput[],
  { look, now }: PlanningOptions,
): Promise<readonly Plan[]> {
  const looked = readings.filter((reading) => look || needsLook(reading))
  if (looked.length === 0) return readings.map(asRead)
  const histories = new FactHistories(log)
  await histories.load(
    looked.filter((reading) => reading.record?.kind !== 'report').flatMap(factsOf),
  )
  await histories.load(looked.flatMap((reading) => absentFactsOf(reading, histories)))
  // An update may have come before its insert.
  await histories.load(
    looked.filter((reading) => reading.record?.kind === 'report').flatMap(factsOf),
    true,
  )
  const about = await subjectsWithLists(log, looked, histories)
  const view = { histories, about: (subjectId: string) => about.get(subjectId) ?? [], now }
  const isLooked = new Set(looked)
  return readings.map((reading): Plan => {
    if (!isLooked.has(reading)) return asRead(reading)
    const { record } = reading
    if (record === undefined) return planOccurrence(reading, histories)
    return record.kind === 'row' ? planRow(reading, record, view) : planReport(record, histories)
  })
}

/** Several events are one input: all of them are taken or none, so it must be known before. */
function needsLook({ events, record }: ReadInput): boolean {
  if (record?.kind === 'report') return true
  return (
    events.length > 1 ||
    record?.changes !== undefined ||
    (record !== undefined && (record.absent.length > 0 || record.lists.length > 0))
  )
}

function asRead({ events }: ReadInput): Plan {
  return {
    ok: true,
    events: events.map((event) => ({ event, answer: 'accepted', held: 'unknown' })),
  }
}

function factsOf({ events, record }: ReadInput) {
  if (record?.kind === 'report') return factsOfReport(record)
  const ids = events.map(({ event_id }) => event_id)
  return record === undefined ? ids : [...ids, ...factsChanged(record)]
}

/**
 * Its ids name occurrences: the same id with the same content, as it was or as it stands, is a
 * duplicate.
 */
function planOccurrence({ events }: ReadInput, histories: FactHistories): Plan {
  for (const event of events) {
    const history = histories.of(event.event_id)
    if (history.first === undefined) continue
    if (history.first.event.subject_id !== event.subject_id) return subjectChanged(event.source)
    if (
      contentOf(event) !== contentOf(history.first.event) &&
      saidBy(event) !== history.standing?.said
    )
      return idReused(event.source)
  }
  const planned = events.map((event): PlannedEvent => {
    const held = histories.of(event.event_id).first === undefined ? 'nothing' : 'same'
    if (held === 'nothing') histories.add(event)
    return { event, answer: 'accepted', held }
  })
  return { ok: true, events: planned }
}

/** The subjects of rows that have come before and give events for the items of lists. */
async function subjectsWithLists(
  log: PlanningLog,
  readings: readonly ReadInput[],
  histories: FactHistories,
): Promise<ReadonlyMap<string, readonly NewEvent[]>> {
  const about = new Map<string, readonly NewEvent[]>()
  for (const { events, record } of readings) {
    const isKnown = events.some(({ event_id }) => histories.of(event_id).first !== undefined)
    const subjectId = events[0]?.subject_id
    if (record?.kind !== 'row' || record.lists.length === 0 || !isKnown || subjectId === undefined)
      continue
    if (!about.has(subjectId))
      about.set(subjectId, await Array.fromAsync(log.read(streamOf('subject', subjectId))))
  }
  await histories.load([...about.values()].flat().map(({ event_id }) => event_id))
  return about
}
