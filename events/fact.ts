import type { FactCorrected, FactRetracted } from '#/amendment/events.ts'
import { roleOf } from '#/catalogue.ts'
import type { EventData, NewEvent, Position, RecordedEvent } from '#/envelope.ts'
import { eventIdOf, type EventId, type FactId } from '#/identity.ts'
import type { Instant } from '#/instant.ts'

/**
 * One version of a fact (`docs/architecture.md`). The first report is version `original`; a
 * correction replaces the content, a retraction removes it. Versions of one fact rank: the original
 * first, then amendments in the order of knowing; the highest-ranking version that is known is in
 * force. So a correction that arrives before its original is in force from the start, and stays so.
 */
export type FactVersion = {
  /** The event that carries this version. */
  readonly event_id: EventId
  readonly fact_id: FactId
  readonly subject_id: string
  readonly source: string
  readonly position: Position
  readonly reported_at: Instant
  readonly recorded_at: Instant
} & (
  | { readonly kind: 'original' | 'correction'; readonly content: FactContent }
  | { readonly kind: 'retraction' }
)

/**
 * What a version says. The subject is not part of it: a fact about the wrong subject is retracted
 * and sent anew.
 */
export interface FactContent {
  readonly type: string
  readonly occurred_at: Instant
  readonly region: string | null
  readonly department: string | null
  readonly data: EventData
}

/** How an amendment names its fact: as the department that reported it knows it. */
export interface FactReference {
  readonly source: string
  readonly id: string
}

export function factIdOf(reference: FactReference): FactId {
  return eventIdOf(reference.source, reference.id)
}

/** The fact that an event corrects or retracts; undefined for every other event. */
export function amendedFactOf({ type, data }: Pick<NewEvent, 'type' | 'data'>): FactId | undefined {
  if (type !== 'FactCorrected' && type !== 'FactRetracted') return undefined
  const { fact } = data as Partial<FactRetracted>
  // Logs index what they are given, also where no catalogue has read it.
  if (typeof fact?.source !== 'string' || typeof fact.id !== 'string') return undefined
  return factIdOf(fact)
}

/**
 * What an event of the log says about a fact; undefined for the platform's own records, which are
 * no facts.
 */
export function versionOf(event: RecordedEvent): FactVersion | undefined {
  const { event_id, subject_id, source, position, reported_at, recorded_at } = event
  const carrier = { event_id, subject_id, source, position, reported_at, recorded_at }
  if (event.type === 'FactCorrected') {
    // The catalogue parsed the data when the event was read.
    const { fact, replacement } = event.data as FactCorrected
    const { type, occurred_at, region, department, data } = replacement
    const content = { type, occurred_at, region, department, data }
    return { ...carrier, kind: 'correction', fact_id: factIdOf(fact), content }
  }
  if (event.type === 'FactRetracted') {
    // As above.
    const { fact } = event.data as FactRetracted
    return { ...carrier, kind: 'retraction', fact_id: factIdOf(fact) }
  }
  if (roleOf(event.type) !== 'fact') return undefined
  const { type, occurred_at, region, department, data } = event
  return {
    ...carrier,
    kind: 'original',
    fact_id: event_id,
    content: { type, occurred_at, region, department, data },
  }
}
