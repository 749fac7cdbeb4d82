/** Which queue a query waits in, so that a long backtest holds up neither a person's page nor the rules. */
export type WarehouseLane = 'interactive' | 'rules' | 'backtests' | 'ingest' | 'control'

export interface QueryOptions {
  /** Who asks, for the comment in the SQL: `server:alerts.list`. */
  readonly purpose: string
  readonly lane?: WarehouseLane
  readonly signal?: AbortSignal
}

export interface WarehouseInsert {
  readonly table: string
  readonly columns: readonly string[]
  /** JSONCompactEachRow: one JSON array a line, in the order of `columns`. */
  readonly body: string
  /** An insert with a token that the table has seen is accepted and changes nothing. */
  readonly token: string
}

/**
 * The analytical store. Everything in it can be rebuilt from the log. Adapters: infra/warehouse. Contract: tests/contracts.
 * SQL arrives with its literals in it (`projections/sql.ts` escapes them): bound parameters are serialised process-wide in chDB.
 * 64-bit integers come back as strings, times as `YYYY-MM-DD HH:MM:SS.mmm` in UTC unless the SQL formats them.
 */
export interface Warehouse extends AsyncDisposable {
  /** The rows, whole. Throws WarehouseError with the engine's code. An abort stops the work, not only the wait. */
  query<Row>(sql: string, options: QueryOptions): Promise<readonly Row[]>
  /** The rows in pieces, for results that do not fit in memory. */
  stream<Row>(sql: string, options: QueryOptions): AsyncIterable<readonly Row[]>
  /** Durable against the death of the process when it resolves, in the table and in every view that hangs on it. */
  insert(insert: WarehouseInsert): Promise<void>
  /** A statement without rows: DDL, scratch tables. One statement a call. */
  execute(sql: string, options: QueryOptions): Promise<void>
}
