import { parseData } from '@jianwei/events/catalogue.ts'
import { EventUnreadable } from '@jianwei/events/errors.ts'
import type { Position } from '@jianwei/events/envelope.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { instantOf } from '#/engine-values.ts'
import type { QueryOptions, Warehouse } from '#/ports/warehouse.ts'
import { sql, textList } from '#/sql.ts'

/** An event of the platform's own, where in the log and when. */
export type RecordedAt<Event> = Event & {
  readonly position: Position
  readonly recorded_at: Instant
}

interface EngineRow {
  readonly position: number
  readonly type: string
  readonly schema_version: number
  readonly recorded_at: string
  readonly payload: string
}

export interface EventsOfTypes<Type extends string> {
  readonly types: readonly Type[]
  readonly after: Position
  readonly up_to?: Position
}

/**
 * The events of some types of records after a position, up to another, in the order of the log, in
 * the shape of their latest version. There is no table for them: they are few, and the index by
 * type says where they lie. `Event` is the union of what the types define. Throws EventUnreadable
 * when one has not its promised shape.
 */
export async function recordEvents<Event extends { readonly type: string; readonly data: unknown }>(
  warehouse: Pick<Warehouse, 'query'>,
  asked: EventsOfTypes<Event['type']>,
  options: QueryOptions,
): Promise<readonly RecordedAt<Event>[]> {
  const types = textList(asked.types)
  const until = asked.up_to === undefined ? sql`1` : sql`position <= ${asked.up_to}`
  const within = sql`position > ${asked.after} AND ${until} AND event_type IN ${types}`
  const rows = await warehouse.query<EngineRow>(
    sql`
SELECT toFloat64(e.position) AS position, event_type AS type, schema_version, recorded_at, payload
FROM events_v2 AS e
WHERE e.position > ${asked.after} AND ${until} AND event_type IN ${types}
  AND subject_key IN (SELECT subject_key FROM events_by_type_v3 WHERE ${within})
ORDER BY e.position`,
    options,
  )
  return rows.map((row) => {
    const { type, position } = row
    const at = { position, recorded_at: instantOf(row.recorded_at) }
    // The data is that of the row's type, which the query has chosen.
    return { type, data: dataOfRow(row), ...at } as unknown as RecordedAt<Event>
  })
}

/** What the catalogue reads in a row. Throws EventUnreadable where that is no data of its type. */
export function dataOfRow({
  position,
  type,
  schema_version,
  payload,
}: {
  readonly position: number | string
  readonly type: string
  readonly schema_version: number
  readonly payload: string
}): unknown {
  const parsed = parseData(type, schema_version, JSON.parse(payload))
  if (!parsed.ok)
    throw new EventUnreadable(`position ${position}`, parsed.reasons[0]?.message ?? 'unknown')
  return parsed.data
}
