import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import { allProjections } from '@jianwei/projections/all-projections.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'

/** What the table of each view counts, and which events it should have counted. */
const VIEWS: readonly (readonly [counted: string, events: string])[] = [
  ['count() FROM events_by_type_v1', 'true'],
  ['count() FROM fact_ends_v1', `version_kind IN ('correction', 'retraction')`],
  ['sum(versions) FROM daily_counts_v1', `version_kind IN ('original', 'correction')`],
  ['sum(versions) FROM subject_activity_v1', `version_kind IN ('original', 'correction')`],
  ['sum(events) FROM source_activity_v1', `version_kind != 'record'`],
  ['sum(refused) FROM source_refusals_v1', `event_type = 'InputQuarantined'`],
]

export interface Miscount {
  readonly counted: string
  readonly rows: number
  readonly expected: number
}

/** Views whose tables do not agree with the events in the warehouse; empty when all do. */
export async function viewsThatDiffer(warehouse: Warehouse): Promise<readonly Miscount[]> {
  const differing: Miscount[] = []
  for (const [counted, events] of VIEWS) {
    const [counts] = await warehouse.query<{ rows: number; expected: number }>(
      `SELECT (SELECT toFloat64(${counted.replace(' FROM', ') FROM')}) AS rows,
         (SELECT toFloat64(count()) FROM events_v1 WHERE ${events}) AS expected`,
      { purpose: 'test:views' },
    )
    if (counts === undefined || counts.rows !== counts.expected)
      differing.push({ counted, rows: -1, expected: -1, ...counts })
  }
  return differing
}

/** Tables that the projector fills itself and that do not hold what these events, all of the log, should have given; empty when all do. */
export async function tablesThatDiffer(
  warehouse: Warehouse,
  events: readonly RecordedEvent[],
): Promise<readonly Miscount[]> {
  const differing: Miscount[] = []
  for (const { table, rows, events: types } of allProjections) {
    const projected = events.filter(({ type }) => types === 'all' || types.includes(type))
    const expected = projected.reduce((sum, event) => sum + rows(event).split('\n').length - 1, 0)
    const [counts] = await warehouse.query<{ rows: number }>(`SELECT toFloat64(count()) AS rows FROM ${table}`, {
      purpose: 'test:tables',
    })
    if (counts?.rows !== expected) differing.push({ counted: table, rows: counts?.rows ?? -1, expected })
  }
  return differing
}
