import { sql } from '@jianwei/projections/sql.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'

/**
 * Waits until so many statements of the purpose run in the engine; the test's own limit ends the
 * wait.
 */
export async function running(
  warehouse: Warehouse,
  purpose: string,
  wanted: number,
): Promise<void> {
  for (;;) {
    const found = await warehouse.query<{ n: string }>(
      sql`SELECT count() AS n FROM system.processes WHERE startsWith(query, ${`/* ${purpose} `})`,
      { purpose: 'contract:watch', lane: 'control' },
    )
    if (found[0]?.n === String(wanted)) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
