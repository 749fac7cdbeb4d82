import { uuidV5 } from '#/uuid-v5.ts'
import type { z } from 'zod'

/** The log's identity of an event: the same occurrence always has the same one. */
export type EventId = string & z.$brand<'EventId'>
/** Names a fact: the event id under which the fact was first reported. Corrections keep it. */
export type FactId = EventId

/**
 * The identity of the occurrence `id` at `source` (CloudEvents 1.0: the two together are unique).
 * A line break separates them because neither may contain one, so no two pairs share a name.
 */
export function eventIdOf(source: string, id: string): EventId {
  return uuidV5(`${source}\n${id}`) as EventId
}

/**
 * The identity of something computed from named parts, such as a warning from its rule, subject and
 * anchor.
 */
export function derivedId(kind: string, ...parts: readonly string[]): string {
  return uuidV5([kind, ...parts].join('\n'))
}
