import { roleOf } from '@jianwei/events/catalogue.ts'
import type { NewEvent } from '@jianwei/events/envelope.ts'
import { factIdOf, type FactReference } from '@jianwei/events/fact.ts'
import type { EventId } from '@jianwei/events/identity.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { RefusalReason } from '@jianwei/events/ports/quarantine.ts'
import { isLinkId } from '@jianwei/events/subject-link/moved-fact.ts'

/**
 * A department corrects and retracts its own facts only, names a fact by its first report, and
 * keeps its subject. An amendment may come before its original (both are taken then), so what the
 * log does not hold is not checked.
 */

const FIND_IDS_MAX = 1_000

type Original = Pick<NewEvent, 'event_id' | 'type' | 'subject_id'>

export interface CheckedAmendments {
  /** For each event that may not be taken, why. */
  readonly refused: ReadonlyMap<NewEvent, readonly RefusalReason[]>
  /** Those of which nobody has sent the fact. They are taken: the fact may be on its way. */
  readonly early: ReadonlySet<NewEvent>
}

/** `events` are in the order in which they would be appended. */
export async function checkedAmendments(
  log: Pick<EventLog, 'find'>,
  events: readonly NewEvent[],
): Promise<CheckedAmendments> {
  const refused = new Map<NewEvent, readonly RefusalReason[]>()
  const early = new Set<NewEvent>()
  const amendments = events.filter(isAmendment)
  if (amendments.length === 0) return { refused, early }
  const originals = await originalsOf(log, amendments, events)
  for (const amendment of amendments) {
    const original = originals.get(factIdOf(factOf(amendment)))
    const reasons = reasonsAgainst(amendment, original)
    if (reasons.length > 0) refused.set(amendment, reasons)
    else if (original === undefined) early.add(amendment)
  }
  return { refused, early }
}

function isAmendment(event: NewEvent): boolean {
  return roleOf(event.type) === 'amendment'
}

function factOf(amendment: NewEvent): FactReference {
  // Every amendment's schema has this field and the event has passed its schema.
  return amendment.data['fact'] as FactReference
}

async function originalsOf(
  log: Pick<EventLog, 'find'>,
  amendments: readonly NewEvent[],
  together: readonly NewEvent[],
): Promise<ReadonlyMap<EventId, Original>> {
  const wanted = [...new Set(amendments.map((amendment) => factIdOf(factOf(amendment))))]
  const originals = new Map<EventId, Original>()
  const wantedIds = new Set(wanted)
  for (const event of together) {
    if (wantedIds.has(event.event_id) && !originals.has(event.event_id))
      originals.set(event.event_id, event)
  }
  for (let at = 0; at < wanted.length; at += FIND_IDS_MAX) {
    // What the log holds came first, whatever this batch says.
    for (const event of await log.find(wanted.slice(at, at + FIND_IDS_MAX)))
      originals.set(event.event_id, event)
  }
  return originals
}

function reasonsAgainst(amendment: NewEvent, original: Original | undefined): RefusalReason[] {
  const reasons: RefusalReason[] = []
  if (factOf(amendment).source !== amendment.source) {
    reasons.push({
      code: 'AMENDMENT_FOREIGN',
      path: 'data.fact.source',
      message:
        'a source corrects and retracts its own facts only: data.fact.source must be the ' +
        'source of this event',
    })
  }
  if (isLinkId(factOf(amendment).id)) {
    reasons.push({
      code: 'AMENDMENT_TARGET',
      path: 'data.fact.id',
      message: 'names a fact that a link of subjects has moved; name the first report of it',
    })
  }
  if (original === undefined) return reasons
  if (roleOf(original.type) !== 'fact') {
    reasons.push({
      code: 'AMENDMENT_TARGET',
      path: 'data.fact.id',
      message:
        'names an event that is not a fact; name the first report of the fact, also to amend ' +
        'it again',
    })
  }
  if (original.subject_id !== amendment.subject_id) {
    reasons.push({
      code: 'AMENDMENT_SUBJECT',
      path: 'subject',
      message: 'the fact is about another subject; retract it and send it anew',
    })
  }
  return reasons
}

/** What a first report may leave out, with what it means then. */
const UNSAID = { schema_version: 1, region: null, department: null } as const

/**
 * The data of an event as they came, where a correction's replacement lacks what a first report may
 * leave out with what that means: a correction asks for nothing that its original did not. Anything
 * else comes back as it is.
 */
export function withUnsaidFields(type: string, data: unknown): unknown {
  if (type !== 'FactCorrected' || !isObject(data) || !isObject(data['replacement'])) return data
  return { ...data, replacement: { ...UNSAID, ...data['replacement'] } }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
