import type { RecordedEvent } from '@jianwei/events/envelope.ts'

/**
 * A table that the projector fills from the log: one insert a batch, with a token. `rows` is a pure function of the event, each
 * row complete, as JSON arrays in the order of `columns`. The table's SQL stands beside it in `table.sql`.
 */
export interface Projection {
  /** The folder's name. */
  readonly name: string
  /** Grows when `rows` or the table changes; part of the table's name and of every token. */
  readonly version: number
  /** The table that receives the rows. */
  readonly table: string
  readonly columns: readonly string[]
  /** Event types that give rows; `all` for every event. */
  readonly events: readonly string[] | 'all'
  /** JSONCompactEachRow lines, each ending in a line feed; empty when the event gives none. */
  readonly rows: (event: RecordedEvent) => string
}

export function defineProjection(projection: Projection): Projection {
  return projection
}
