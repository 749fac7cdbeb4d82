import { recordEvent, streamOf, type NewEvent } from '@jianwei/events/envelope.ts'
import { factIdOf } from '@jianwei/events/fact.ts'
import { platformSubject } from '@jianwei/events/identifiers/namespaced-id.ts'
import type { EventId, FactId } from '@jianwei/events/identity.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { HeldRecord, Quarantine } from '@jianwei/events/ports/quarantine.ts'
import { INTAKE_SOURCE } from '#/intake/quarantined-input.ts'
import type { IntakeInput, Reading } from '#/intake/reading.ts'

/*
 * Refused input waits until its record comes in. An entry ends by itself where one input that came
 * after it, from the same source, says all records that it was of, and was taken. What is closed so
 * is on record; sent once more as it was, it is refused anew and waits again. These stay:
 *
 *  - an entry of which some record could not be read, or is named by its line or its text alone;
 *  - an entry that was refused because its id is another's (`ID_REUSED`, `SUBJECT_CHANGED`), or
 *    because its sender may not send it: that the other one comes in says nothing about it;
 *  - an entry that came after what was taken, also within one call.
 */

/** What became of an input, as far as it matters here. */
export interface TakenInput {
  readonly input: IntakeInput
  /** Those that it is in the log as; empty where it was refused, or says nothing. */
  readonly event_ids: readonly EventId[]
  /** Under which it was kept where it was refused. */
  readonly quarantine_id?: string
}

export interface SupersedingParts {
  readonly log: EventLog
  readonly quarantine: Quarantine
  readonly now: () => Instant
}

/** Ends the entries whose records these inputs brought in. `since`: when the call began. */
export async function endSuperseded(
  { log, quarantine, now }: SupersedingParts,
  taken: readonly TakenInput[],
  since: Instant,
): Promise<void> {
  const names = taken.flatMap(({ input, event_ids }) =>
    event_ids.length === 0 ? [] : recordsOf(input.reading),
  )
  if (names.length === 0) return
  const held = await quarantine.heldOf(names)
  if (held.length === 0) return
  const call = new Call(taken, held, since)
  const ended = held.flatMap((entry) => {
    const by = call.endOf(entry)
    return by === undefined ? [] : [{ entry, by }]
  })
  if (ended.length === 0) return
  const at = now()
  // The log first: after a crash in between, the same comes again and ends them.
  await log.append(
    ended.map(({ entry, by }) => ({
      stream: streamOf('quarantine', entry.quarantine_id),
      expected: 'any' as const,
      events: [supersededRecord(entry.quarantine_id, by, at)],
    })),
  )
  for (const { entry, by } of ended) await quarantine.supersede([entry.quarantine_id], at, by)
}

/** The facts that it says something of. */
function recordsOf(reading: Reading): readonly FactId[] {
  if (!reading.ok) return []
  if (reading.record?.kind === 'report')
    return reading.record.statements.map(({ fact }) => factIdOf(fact))
  return reading.events.map(({ event_id }) => event_id)
}

class Call {
  readonly #taken: readonly (TakenInput & { readonly names: ReadonlySet<string> })[]
  readonly #refusedLast = new Map<string, number>()
  readonly #places: ReadonlyMap<string, number>
  readonly #since: Instant

  constructor(taken: readonly TakenInput[], held: readonly HeldRecord[], since: Instant) {
    this.#taken = taken.map((one) => ({
      ...one,
      names: new Set(recordsOf(one.input.reading)),
    }))
    for (const [at, { quarantine_id }] of taken.entries())
      if (quarantine_id !== undefined) this.#refusedLast.set(quarantine_id, at)
    this.#places = new Map(held.map(({ quarantine_id, place }) => [quarantine_id, place]))
    this.#since = since
  }

  /** As which events the record of the entry came in after it; undefined where it did not. */
  endOf(entry: HeldRecord): readonly EventId[] | undefined {
    const refusedAt = this.#refusedLast.get(entry.quarantine_id)
    // Others may have kept it meanwhile, and nobody knows which came first.
    if (refusedAt === undefined && entry.received_at > this.#since) return undefined
    const by = this.#taken.findLast(
      (one, at) =>
        one.event_ids.length > 0 &&
        at > (refusedAt ?? -1) &&
        entry.records.every((name) => one.names.has(name)) &&
        this.#isLater(one.input, entry),
    )
    return by?.event_ids
  }

  /** Input that is driven again came when it was kept. */
  #isLater({ quarantine_id }: IntakeInput, entry: HeldRecord): boolean {
    if (quarantine_id === undefined) return true
    const place = this.#places.get(quarantine_id)
    return place !== undefined && entry.place < place
  }
}

function supersededRecord(
  quarantineId: string,
  eventIds: readonly EventId[],
  at: Instant,
): NewEvent {
  return recordEvent({
    type: 'InputSuperseded',
    schema_version: 1,
    source: INTAKE_SOURCE,
    id: `superseded:${quarantineId}:${at}`,
    subject_id: platformSubject('quarantine', quarantineId),
    region: null,
    occurred_at: at,
    causation_id: null,
    data: { quarantine_id: quarantineId, event_ids: eventIds },
  })
}
