import { eventRow, EVENT_COLUMNS, type EngineEventRow, type EventRow } from '#/events/event-row.ts'
import type { QueryOptions, Warehouse } from '#/ports/warehouse.ts'
import { list, sql, textList } from '#/sql.ts'

/** Not the lane of the witness, whose one connection is busy while its events are gone through. */
const asks: QueryOptions = { purpose: 'log-witness:rows', lane: 'interactive' }

/** How a department names a fact. */
export interface NamedFact {
  readonly source: string
  readonly id: string
}

/** What the warehouse kept of the events at the positions, in order. At most a thousand a call. */
export async function rowsAt(
  warehouse: Warehouse,
  positions: readonly number[],
): Promise<readonly EventRow[]> {
  if (positions.length === 0) return []
  const rows = await warehouse.query<EngineEventRow>(
    sql`
SELECT ${EVENT_COLUMNS} FROM events_v2 WHERE position IN (${list(positions)}) ORDER BY position`,
    asks,
  )
  return rows.map(eventRow)
}

/**
 * By which source and id the facts were first reported. One whose first report was never projected
 * is left out.
 */
export async function namesOfFacts(
  warehouse: Warehouse,
  factIds: readonly string[],
): Promise<ReadonlyMap<string, NamedFact>> {
  if (factIds.length === 0) return new Map()
  const rows = await warehouse.query<{ event_id: string; source: string; source_event_id: string }>(
    sql`
SELECT event_id, source, source_event_id FROM events_v2 WHERE event_id IN ${textList(factIds)}`,
    asks,
  )
  return new Map(
    rows.map(({ event_id, source, source_event_id }) => [
      event_id,
      { source, id: source_event_id },
    ]),
  )
}
