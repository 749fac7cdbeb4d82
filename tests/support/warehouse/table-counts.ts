import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import { allProjections, allTableFiles } from '@jianwei/projections/all-projections.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { identifier, sql, type Sql } from '@jianwei/projections/sql.ts'
import { countedTable } from '@jianwei/projections/table-file.ts'

/** What each table counts, and which events it should have counted. */
const COUNTS: readonly (readonly [found: Sql, table: Sql, expected: Sql])[] = [
  ...allTableFiles
    .flatMap(({ counts }) => counts ?? [])
    .map((count) => [count.found, countedTable(count), count.expected] as const),
  [sql`sum(refused)`, sql`source_refusals_v3`, sql`event_type = 'InputQuarantined'`],
]

export interface Miscount {
  readonly counted: string
  readonly rows: number
  readonly expected: number
}

/** Tables that do not agree with the events in the warehouse; empty when all do. */
export async function viewsThatDiffer(warehouse: Warehouse): Promise<readonly Miscount[]> {
  const differing: Miscount[] = []
  for (const [found, table, expected] of COUNTS) {
    const [counts] = await warehouse.query<{ rows: number; expected: number }>(
      sql`
SELECT
  (SELECT toFloat64(${found}) FROM ${table}) AS rows,
  (SELECT toFloat64(count()) FROM events_v2 WHERE ${expected}) AS expected`,
      { purpose: 'test:views' },
    )
    if (counts === undefined || counts.rows !== counts.expected)
      differing.push({
        counted: `${found.text} FROM ${table.text}`,
        rows: -1,
        expected: -1,
        ...counts,
      })
  }
  return differing
}

/**
 * Tables that the projector fills itself and that do not hold what these events, all of the log,
 * should have given; empty when all do.
 */
export async function tablesThatDiffer(
  warehouse: Warehouse,
  events: readonly RecordedEvent[],
): Promise<readonly Miscount[]> {
  const differing: Miscount[] = []
  for (const projection of allProjections) {
    // What these hold depends on the ranges until it is merged; their counts are looked at above.
    if ('unread' in projection) continue
    const { table, rows, events: types } = projection
    const projected = events.filter(({ type }) => types === 'all' || types.includes(type))
    const expected = projected.reduce((sum, event) => sum + rows(event).split('\n').length - 1, 0)
    const [counts] = await warehouse.query<{ rows: number }>(
      sql`SELECT toFloat64(count()) AS rows FROM ${identifier(table)}`,
      {
        purpose: 'test:tables',
      },
    )
    if (counts?.rows !== expected)
      differing.push({ counted: table, rows: counts?.rows ?? -1, expected })
  }
  return differing
}
