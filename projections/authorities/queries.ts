import type { AttributeAuthoritySet } from '@jianwei/events/authority/events.ts'
import type { Position } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { QueryOptions, Warehouse } from '#/ports/warehouse.ts'
import { recordEvents } from '#/record-events/queries.ts'
import type { Known } from '#/rules/facts/knowledge-points.ts'

/** Which sources were made the authority of an attribute, where in the log, by whom and why. */
export interface AuthorityRecord extends AttributeAuthoritySet {
  readonly position: number
  readonly recorded_at: Instant
}

/** All authorities that were ever set, in the order of the log. */
export async function attributeAuthorities(
  warehouse: Pick<Warehouse, 'query'>,
  asks: Partial<QueryOptions> = {},
): Promise<readonly AuthorityRecord[]> {
  const set = await recordEvents<{
    readonly type: 'AttributeAuthoritySet'
    readonly data: AttributeAuthoritySet
  }>(
    warehouse,
    { types: ['AttributeAuthoritySet'], after: 0 as Position },
    { purpose: 'authorities:all', ...asks },
  )
  return set.map(({ position, recorded_at, data }) => ({ ...data, position, recorded_at }))
}

/** All that is known now, with who decides. */
export async function knownNow(warehouse: Pick<Warehouse, 'query'>): Promise<Known> {
  return { by: 'platform', authorities: await attributeAuthorities(warehouse) }
}
