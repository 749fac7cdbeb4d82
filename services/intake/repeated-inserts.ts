import { isDeepStrictEqual } from 'node:util'
import type { NewEvent } from '@jianwei/events/envelope.ts'
import type { EventId } from '@jianwei/events/identity.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { refusal, type IntakeInput, type ReadInput, type Reading } from '#/intake/reading.ts'

/**
 * Some departments send a record that changed as a second insert under the same id. Where the log (or this batch) has the
 * insert with other content, the correction that the reading brings takes its place, so the change is kept and the first
 * report stays visible. The same content again stays an insert, and the log answers that it is a duplicate.
 */

const FIND_IDS_MAX = 1_000

export async function resolveRepeatedInserts(
  log: Pick<EventLog, 'find'>,
  inputs: readonly IntakeInput[],
): Promise<readonly IntakeInput[]> {
  if (!inputs.some(({ reading }) => reading.ok && reading.corrections !== undefined)) return inputs
  const known = await heldInserts(log, inputs)
  return inputs.map((input) => {
    const { reading } = input
    if (!reading.ok || reading.corrections === undefined) return input
    return { ...input, reading: resolve(reading, reading.corrections, known) }
  })
}

async function heldInserts(
  log: Pick<EventLog, 'find'>,
  inputs: readonly IntakeInput[],
): Promise<Map<EventId, NewEvent>> {
  const ids = inputs.flatMap(({ reading }) =>
    reading.ok && reading.corrections !== undefined ? reading.events.map((event) => event.event_id) : [],
  )
  const held = new Map<EventId, NewEvent>()
  for (let at = 0; at < ids.length; at += FIND_IDS_MAX) {
    for (const event of await log.find(ids.slice(at, at + FIND_IDS_MAX))) held.set(event.event_id, event)
  }
  return held
}

/** `known` gains what this reading inserts, so that a second insert in the same batch meets it. */
function resolve(reading: ReadInput, corrections: readonly NewEvent[], known: Map<EventId, NewEvent>): Reading {
  const events: NewEvent[] = []
  for (const [at, sent] of reading.events.entries()) {
    const held = known.get(sent.event_id)
    if (held === undefined) known.set(sent.event_id, sent)
    if (held !== undefined && held.subject_id !== sent.subject_id) {
      return refusal(
        sent.source,
        'INSERT_SUBJECT',
        'subject',
        'this id was inserted before for another subject; delete that record and insert this one under a new id',
      )
    }
    const correction = corrections[at]
    const changed = held !== undefined && correction !== undefined && !sameContent(held, sent)
    events.push(changed ? correction : sent)
  }
  return { ok: true, events }
}

function sameContent(held: NewEvent, sent: NewEvent): boolean {
  return (
    held.type === sent.type &&
    held.occurred_at === sent.occurred_at &&
    held.region === sent.region &&
    held.department === sent.department &&
    isDeepStrictEqual(held.data, sent.data)
  )
}
