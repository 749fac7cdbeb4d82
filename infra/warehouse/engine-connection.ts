import type { WarehouseInsert } from '@jianwei/projections/ports/warehouse.ts'

/** One way into an engine. Its owner never runs two things at once on it; it throws the driver's errors as they are. */
export interface EngineConnection {
  /** The rows as JSONEachRow text. */
  query(sql: string): Promise<string>
  execute(sql: string): Promise<void>
  /** Resolves when the rows are in the table and in every view that hangs on it. `tag` is a comment; see statement-tag.ts. */
  insert(insert: WarehouseInsert, tag: string): Promise<void>
  /** Pieces of JSONEachRow text, each of whole lines. Leaving the loop ends the query. */
  stream(sql: string): AsyncGenerator<string>
  /** To be called after anything failed here, so that the next answer begins clean. */
  discardLeftovers(): Promise<void>
}
