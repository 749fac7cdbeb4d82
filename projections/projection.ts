import type { RecordedEvent } from '@jianwei/events/envelope.ts'

/** A table that the projector fills from the log: one insert a batch, with a token. */
export type Projection = RowProjection | StreamProjection

interface FilledTable {
  /** The folder's name. */
  readonly name: string
  /** Grows when the rows or the table change; part of the table's name and of every token. */
  readonly version: number
  /** The table that receives the rows. */
  readonly table: string
  readonly columns: readonly string[]
}

/**
 * One event after the other becomes rows. `rows` is a pure function of the event, each row
 * complete, as JSON arrays in the order of `columns`. The table's SQL stands beside it in
 * `table.sql`.
 */
export interface RowProjection extends FilledTable {
  /** Event types that give rows; `all` for every event. */
  readonly events: readonly string[] | 'all'
  /** JSONCompactEachRow lines, each ending in a line feed; empty when the event gives none. */
  readonly rows: (event: RecordedEvent) => string
}

/**
 * Streams as they stand: each stream that a batch touched gives a row, folded from all of its
 * events up to the end of the batch. So a row is a function of the log up to there, whichever
 * batches it was read in. The table keeps the newest row of each stream.
 */
export interface StreamProjection extends FilledTable {
  /** Types of the events of these streams; whatever else stands in one is passed over. */
  readonly events: readonly string[]
  /** A stream of which nothing was read. */
  readonly unread: StreamFold
}

/** A stream as far as it was read. */
export interface StreamFold {
  readonly after: (event: RecordedEvent) => StreamFold
  /** A JSONCompactEachRow line; empty while there is nothing to be a row. */
  readonly row: () => string
}

export function defineProjection(projection: RowProjection): RowProjection {
  return projection
}

/**
 * A projection of streams by a fold: `after` gives what stands after one more event, undefined
 * while there is nothing.
 */
export function defineFold<State>({
  after,
  row,
  ...table
}: Omit<StreamProjection, 'unread'> & {
  readonly after: (before: State | undefined, event: RecordedEvent) => State | undefined
  readonly row: (state: State) => string
}): StreamProjection {
  const folded = (state: State | undefined): StreamFold => ({
    after: (event) => folded(after(state, event)),
    row: () => (state === undefined ? '' : row(state)),
  })
  return { ...table, unread: folded(undefined) }
}
