import type { Instant } from '@jianwei/events/instant.ts'
import { asksAs, type Warehouse } from '#/ports/warehouse.ts'
import { sql, timeTextSql } from '#/sql.ts'

const asks = asksAs('sentinel', 'rules')

/** When the newest fact of each source happened. */
export async function newestOfSources(warehouse: Warehouse): Promise<ReadonlyMap<string, Instant>> {
  const rows = await warehouse.query<{ source: string; newest: Instant }>(
    sql`
SELECT source, ${timeTextSql(sql`max(last_occurred_at)`)} AS newest
FROM source_activity_v3 GROUP BY source`,
    asks('newest'),
  )
  return new Map(rows.map(({ source, newest }) => [source, newest]))
}
