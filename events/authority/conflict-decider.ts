import type { Decider } from '#/decider.ts'
import { DomainError } from '#/errors.ts'
import type { AttributeConflictReturned } from '#/authority/events.ts'

/** Who is asked to look at it says nothing in it. */
export class ConflictNotTheirs extends DomainError {
  override readonly name = 'ConflictNotTheirs'
  readonly code = 'CONFLICT_NOT_THEIRS'
}

export interface ReturnConflict {
  readonly type: 'ReturnConflict'
  readonly data: AttributeConflictReturned
}

export interface ConflictEvent {
  readonly type: 'AttributeConflictReturned'
  readonly data: AttributeConflictReturned
}

/** What was sent back of one conflict, oldest first. */
export type ConflictReturns = readonly AttributeConflictReturned[]

/**
 * A conflict is sent back to one of its two sources. The same statements to the same source again
 * are nothing new, whoever sends them; other statements are, and so is the other source.
 */
export const conflictDecider: Decider<ConflictReturns, ReturnConflict, ConflictEvent> = {
  initial: [],
  decide({ data }, returns) {
    const { held, other, to_source } = data
    if (to_source !== held.source && to_source !== other.source)
      throw new ConflictNotTheirs(`${to_source} is neither ${held.source} nor ${other.source}`)
    if (returns.some((one) => isSame(one, data))) return []
    return [{ type: 'AttributeConflictReturned', data }]
  },
  evolve: (returns, { data }) => [...returns, data],
}

function isSame(one: AttributeConflictReturned, other: AttributeConflictReturned): boolean {
  const versions = ({ held, other: second }: AttributeConflictReturned): string =>
    [held.event_id, second.event_id].sort().join()
  return one.to_source === other.to_source && versions(one) === versions(other)
}
