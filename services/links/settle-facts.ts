import { streamOf, type NewEvent, type RecordedEvent } from '@jianwei/events/envelope.ts'
import { roleOf } from '@jianwei/events/catalogue.ts'
import { derivedId, eventIdOf, type EventId } from '@jianwei/events/identity.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import { linkedTo } from '@jianwei/events/subject-link/links.ts'
import {
  isLinkId,
  LINK_IDS,
  movedEventId,
  movedFactId,
} from '@jianwei/events/subject-link/moved-fact.ts'
import { openLinks } from '#/links/link-aggregate.ts'
import {
  isSameContent,
  standings,
  type FactStanding,
  type VersionedContent,
} from '#/links/fact-standing.ts'

/*
 * What a link makes of facts. A fact of a linked subject stands with the other subject, as a fact
 * of the same source with an id of its own, and is taken back where it was; after the link was
 * undone it is the other way round. So every rule, history and score counts it once, where it
 * belongs, and needs to know nothing of links.
 *
 *  - What stands is compared with what should stand, and the difference is appended. Whoever was
 *    stopped half-way begins again and appends what is left; nothing to do is nothing appended.
 *  - What its source itself says of the fact later counts in the same way: a correction corrects
 *    the moved fact, a retraction takes it back, wherever it stands.
 *  - The ids follow from what stood before and from the link: two who do it at once say the same.
 */

/** Facts that are looked at and appended together. */
const FACTS_TOGETHER_MAX = 200

type SettlingLog = Pick<EventLog, 'append' | 'read' | 'find' | 'amendmentsOf'>

interface Home {
  /** With whom the subject is linked; undefined after the link was undone. */
  readonly target_id: string | undefined
  /** Everybody with whom it is or was: a fact may stand with each. */
  readonly targets: readonly string[]
  /** The event by which it is so. */
  readonly cause: RecordedEvent
}

/** Settles all facts of a subject. Gives how many events were appended. */
export async function settleSubject(log: SettlingLog, subjectId: string): Promise<number> {
  const home = await homeOf(log, subjectId)
  if (home === undefined) return 0
  let appended = 0
  let facts: EventId[] = []
  for await (const event of log.read(streamOf('subject', subjectId))) {
    if (roleOf(event.type) !== 'fact' || isLinkId(event.source_event_id)) continue
    facts.push(event.event_id)
    if (facts.length < FACTS_TOGETHER_MAX) continue
    appended += await settle(log, home, facts)
    facts = []
  }
  return appended + (await settle(log, home, facts))
}

/** Settles some facts of a subject. Gives how many events were appended. */
export async function settleFacts(
  log: SettlingLog,
  subjectId: string,
  factIds: readonly EventId[],
): Promise<number> {
  const home = await homeOf(log, subjectId)
  if (home === undefined) return 0
  let appended = 0
  for (let at = 0; at < factIds.length; at += FACTS_TOGETHER_MAX)
    appended += await settle(log, home, factIds.slice(at, at + FACTS_TOGETHER_MAX))
  return appended
}

/** Undefined where the subject never was linked. */
async function homeOf(log: SettlingLog, subjectId: string): Promise<Home | undefined> {
  let cause: RecordedEvent | undefined
  const { state } = await openLinks(log, subjectId, (event) => {
    if (event.type === 'SubjectLinkConfirmed' || event.type === 'SubjectLinkUndone') cause = event
  })
  if (cause === undefined) return undefined
  return { target_id: linkedTo(state), targets: [...state.keys()], cause }
}

async function settle(log: SettlingLog, home: Home, factIds: readonly EventId[]): Promise<number> {
  const facts = [...(await standings(log, factIds)).values()].filter(
    ({ first }) => roleOf(first.type) === 'fact' && !isLinkId(first.source_event_id),
  )
  const moved = await standings(
    log,
    facts.flatMap(({ first }) =>
      home.targets.map((target) => movedEventId(first.source, first.event_id, target)),
    ),
  )
  const events = facts.flatMap((fact) => eventsFor(fact, home, moved))
  if (events.length === 0) return 0
  // Where the streams are does not matter: what others say meanwhile is settled after it.
  const outcomes = await log.append(
    [...Map.groupBy(events, ({ subject_id }) => subject_id)].map(([subject_id, ofSubject]) => ({
      stream: streamOf('subject', subject_id),
      expected: 'any' as const,
      events: ofSubject,
    })),
  )
  return outcomes.reduce(
    (sum, outcome) =>
      outcome.outcome === 'appended'
        ? sum + outcome.events.filter(({ duplicate }) => !duplicate).length
        : sum,
    0,
  )
}

/** What is to be said so that the fact stands where it should, and nowhere else. */
function eventsFor(
  fact: FactStanding,
  home: Home,
  moved: ReadonlyMap<EventId, FactStanding>,
): readonly NewEvent[] {
  const { first } = fact
  const events: NewEvent[] = []
  for (const target_id of home.targets) {
    const should = target_id === home.target_id ? fact.says : null
    const stands = moved.get(movedEventId(first.source, first.event_id, target_id))
    if (stands === undefined) {
      if (should !== null) events.push(firstReport(fact, should, target_id, home))
    } else if (!isSameContent(stands.stands, should)) {
      events.push(amendment(stands, should, { fact, home }))
    }
  }
  const should = home.target_id === undefined ? fact.says : null
  if (!isSameContent(fact.stands, should)) events.push(amendment(fact, should, { fact, home }))
  return events
}

function firstReport(
  { first, told }: FactStanding,
  content: VersionedContent,
  target_id: string,
  { cause }: Home,
): NewEvent {
  const id = movedFactId(first.event_id, target_id)
  return {
    ...content,
    event_id: eventIdOf(first.source, id),
    subject_id: target_id,
    source: first.source,
    source_event_id: id,
    // It was known of the other subject from the link on.
    reported_at: null,
    correlation_id: told.correlation_id,
    causation_id: cause.event_id,
  }
}

function amendment(
  { first, newest }: FactStanding,
  content: VersionedContent | null,
  { fact, home }: { readonly fact: FactStanding; readonly home: Home },
): NewEvent {
  const { cause, target_id } = home
  const { source, source_event_id, subject_id, region, department } = first
  const kind = content === null ? 'FactRetracted' : 'FactCorrected'
  const id = LINK_IDS + derivedId('link-amendment', kind, newest.event_id, cause.event_id)
  const reason = reasonOf(fact, first, target_id)
  return {
    event_id: eventIdOf(source, id),
    type: kind,
    schema_version: 1,
    subject_id,
    region,
    department,
    occurred_at: laterOf(cause, fact.told).recorded_at,
    reported_at: null,
    source,
    source_event_id: id,
    correlation_id: fact.told.correlation_id,
    causation_id: cause.event_id,
    data: {
      fact: { source, id: source_event_id },
      reason,
      ...(content === null ? {} : { replacement: content }),
    },
  }
}

/** In both languages: it is read in the history of the subject. */
function reasonOf(
  fact: FactStanding,
  amended: RecordedEvent,
  target_id: string | undefined,
): string {
  const isMoved = amended.event_id !== fact.first.event_id
  if (isMoved && target_id === amended.subject_id) {
    const { subject_id } = fact.first
    return `数源对 ${subject_id} 的事实另有更正 (its source amended the fact of ${subject_id})`
  }
  if (target_id === undefined) return '对象关联已解除 (the link of the subject was undone)'
  return `对象已关联至 ${target_id} (the subject is linked to ${target_id})`
}

function laterOf(one: RecordedEvent, other: RecordedEvent): RecordedEvent {
  return one.position > other.position ? one : other
}
