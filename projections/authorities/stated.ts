import { attributeAuthorities } from '#/authorities/queries.ts'
import type { QueryOptions, Warehouse } from '#/ports/warehouse.ts'
import type { Stated } from '#/rules/feeds/statements-as-known.ts'
import { sourceStatements } from '#/source-statements/queries.ts'

/** All that was ever laid down of sources: what they feed, and what they decide. */
export async function everStated(
  warehouse: Warehouse,
  asks: Partial<QueryOptions> = {},
): Promise<Stated> {
  const [statements, authorities] = await Promise.all([
    sourceStatements(warehouse, asks),
    attributeAuthorities(warehouse, asks),
  ])
  return { statements, authorities }
}
