import type { Decider } from '#/decider.ts'
import { DomainError } from '#/errors.ts'
import type { RoutingTablePublished } from '#/routing/events.ts'

/** Somebody else published a table meanwhile. */
export class RoutingTableStale extends DomainError {
  override readonly name = 'RoutingTableStale'
  readonly code = 'ROUTING_TABLE_STALE'
  /** The table that holds; null where none was published. */
  readonly present: RoutingTablePublished | null

  constructor(present: RoutingTablePublished | null, seen: number) {
    super(
      present === null
        ? `version ${seen} was seen, and no table was published`
        : `version ${present.version} holds, published by ${present.actor}; ` +
            `version ${seen} was seen`,
    )
    this.present = present
  }
}

export interface PublishRouting {
  readonly type: 'PublishRouting'
  /** Versions count by themselves. */
  readonly data: Omit<RoutingTablePublished, 'version'>
  /** The version over which it was written, 0 for none. */
  readonly seen: number
}

export interface RoutingEvent {
  readonly type: 'RoutingTablePublished'
  readonly data: RoutingTablePublished
}

/** The table that holds; null before the first. */
export type PresentRouting = RoutingTablePublished | null

/**
 * A table is published over the one that its author saw. The same table again is nothing new,
 * whoever says it.
 */
export const routingDecider: Decider<PresentRouting, PublishRouting, RoutingEvent> = {
  initial: null,
  decide({ data, seen }, present) {
    if (present !== null && isSame(present, data)) return []
    if (seen !== (present?.version ?? 0)) throw new RoutingTableStale(present, seen)
    return [{ type: 'RoutingTablePublished', data: { version: seen + 1, ...data } }]
  },
  evolve: (_, { data }) => data,
}

function isSame(present: RoutingTablePublished, data: PublishRouting['data']): boolean {
  if (present.default_unit !== data.default_unit || present.rows.length !== data.rows.length)
    return false
  return present.rows.every((row, index) => {
    const other = data.rows[index]
    return (
      other !== undefined &&
      row.region === other.region &&
      row.domain === other.domain &&
      row.rule_id === other.rule_id &&
      row.unit === other.unit &&
      row.note === other.note &&
      row.levels?.join() === other.levels?.join()
    )
  })
}
