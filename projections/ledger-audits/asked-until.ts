import type { QueryOptions, Warehouse } from '#/ports/warehouse.ts'

/** The same warehouse, where a signal that aborts ends each statement. */
export function askedUntil(signal: AbortSignal, warehouse: Warehouse): Warehouse {
  const until = (options: QueryOptions): QueryOptions => ({ ...options, signal })
  return {
    query: (sql, options) => warehouse.query(sql, until(options)),
    stream: (sql, options) => warehouse.stream(sql, until(options)),
    blocks: (sql, options) => warehouse.blocks(sql, until(options)),
    file: (sql, format, options) => warehouse.file(sql, format, until(options)),
    insert: (insert) => warehouse.insert(insert),
    execute: (sql, options) => warehouse.execute(sql, until(options)),
    // It is closed by who opened it.
    [Symbol.asyncDispose]: async () => {},
  }
}
