import type { Decider } from '#/decider.ts'
import { DomainError } from '#/errors.ts'
import type { AttributeAuthoritySet, AuthoritySource } from '#/authority/events.ts'

/** Somebody else set the authority meanwhile. */
export class AuthorityStale extends DomainError {
  override readonly name = 'AuthorityStale'
  readonly code = 'AUTHORITY_STALE'

  constructor(present: AttributeAuthoritySet | null, seen: number) {
    super(
      present === null
        ? `version ${seen} was seen, and no authority was set`
        : `version ${present.version} holds, set by ${present.actor}; version ${seen} was seen`,
    )
  }
}

/** The order cannot hold. */
export class AuthorityRefused extends DomainError {
  override readonly name = 'AuthorityRefused'
  readonly code = 'AUTHORITY_REFUSED'
}

export interface SetAuthority {
  readonly type: 'SetAuthority'
  /** Versions count by themselves. */
  readonly data: Omit<AttributeAuthoritySet, 'version'>
  /** The version over which it was written, 0 for none. */
  readonly seen: number
}

export interface AuthorityEvent {
  readonly type: 'AttributeAuthoritySet'
  readonly data: AttributeAuthoritySet
}

/** What holds of one attribute; null before the first. */
export type PresentAuthority = AttributeAuthoritySet | null

/**
 * An order is set over the one that its author saw. The same order under the same law again is
 * nothing new, whoever says it. An entry that an earlier one leaves nothing to decide is refused.
 */
export const authorityDecider: Decider<PresentAuthority, SetAuthority, AuthorityEvent> = {
  initial: null,
  decide({ data, seen }, present) {
    const sources = present?.sources ?? []
    if (isSame(sources, data.sources) && (present?.law ?? null) === (data.law ?? null)) return []
    if (seen !== (present?.version ?? 0)) throw new AuthorityStale(present, seen)
    assertEachDecides(data.sources)
    return [{ type: 'AttributeAuthoritySet', data: { ...data, version: seen + 1 } }]
  },
  evolve: (_, { data }) => data,
}

function assertEachDecides(sources: readonly AuthoritySource[]): void {
  const whole = new Set<string>()
  for (const { source, regions } of sources) {
    if (whole.has(source))
      throw new AuthorityRefused(`${source} stands behind an entry of its own for all regions`)
    if (regions === undefined) whole.add(source)
  }
}

function isSame(some: readonly AuthoritySource[], others: readonly AuthoritySource[]): boolean {
  return (
    some.length === others.length &&
    some.every(({ source, regions }, index) => {
      const other = others[index]
      return other?.source === source && other.regions?.join() === regions?.join()
    })
  )
}
