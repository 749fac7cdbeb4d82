import type { FileFormat, WarehouseInsert } from '@jianwei/projections/ports/warehouse.ts'
import type { Sql } from '@jianwei/projections/sql.ts'

/**
 * One way into an engine. Its owner never runs two things at once on it; it throws the driver's
 * errors as they are.
 */
export interface EngineConnection {
  /** The rows as JSONEachRow text. */
  query(sql: Sql): Promise<string>
  execute(sql: Sql): Promise<void>
  /**
   * Resolves when the rows are in the table and in every view that hangs on it. `tag` is a comment;
   * see statement-tag.ts.
   */
  insert(insert: WarehouseInsert, tag: Sql): Promise<void>
  /** Pieces of JSONEachRow text, each of whole lines. Leaving the loop ends the query. */
  stream(sql: Sql): AsyncGenerator<string>
  /**
   * Whole blocks with rows in the format Native; as for `stream`. Each is in a buffer of its own
   * unless the answer is small (`QueryOptions`).
   */
  blocks(sql: Sql, isSmall: boolean): AsyncGenerator<Uint8Array>
  /** Pieces of a file that is whole when the first of them comes. Leaving the loop ends it. */
  file(sql: Sql, format: FileFormat): AsyncGenerator<Uint8Array>
  /** To be called after anything failed here, so that the next answer begins clean. */
  discardLeftovers(): Promise<void>
}
