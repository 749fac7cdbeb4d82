import { derivedId, eventIdOf, type EventId } from '#/identity.ts'

/**
 * A fact about a subject that is linked stands with the other subject as a fact of its own, of the
 * same source, and its first report is taken back. Ids of such facts, and of what takes them back,
 * begin with this: no source may send one.
 */
export const LINK_IDS = 'jianwei-link:'

export function isLinkId(sourceEventId: string): boolean {
  return sourceEventId.startsWith(LINK_IDS)
}

/** The id at its source under which a fact stands with the other subject. */
export function movedFactId(factId: EventId, targetId: string): string {
  return `${LINK_IDS}${factId}:${derivedId('link-target', targetId).slice(0, 8)}`
}

/** The fact that stands under such an id with another subject; undefined for every other id. */
export function originOfMoved(sourceEventId: string): string | undefined {
  return MOVED.exec(sourceEventId)?.[1]
}

const MOVED = new RegExp(`^${LINK_IDS}([0-9a-f-]{36}):[0-9a-f]{8}$`)

/** The event of the moved fact, where the source is known. */
export function movedEventId(source: string, factId: EventId, targetId: string): EventId {
  return eventIdOf(source, movedFactId(factId, targetId))
}
