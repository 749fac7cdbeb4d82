import { attributeAuthorities } from '#/authorities/queries.ts'
import type { QueryOptions, Warehouse } from '#/ports/warehouse.ts'
import type { Stated } from '#/rules/feeds/statements-as-known.ts'
import { statementsAndNotices } from '#/source-statements/queries.ts'

/**
 * All that was ever laid down of sources, what they feed and what they decide, and all notices of
 * holidays.
 */
export async function everStated(
  warehouse: Warehouse,
  asks: Partial<QueryOptions> = {},
): Promise<Stated> {
  const [{ statements, notices }, authorities] = await Promise.all([
    statementsAndNotices(warehouse, asks),
    attributeAuthorities(warehouse, asks),
  ])
  return { statements, authorities, notices }
}
