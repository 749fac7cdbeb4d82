import type { QueryOptions, Warehouse } from '#/ports/warehouse.ts'
import { sql } from '#/sql.ts'

/** Ends when the warehouse answers at all; throws WarehouseError where it does not. */
export async function warehouseAnswers(
  warehouse: Pick<Warehouse, 'query'>,
  options: QueryOptions,
): Promise<void> {
  await warehouse.query(sql`SELECT 1`, options)
}
