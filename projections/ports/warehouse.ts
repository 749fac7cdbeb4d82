import type { ColumnBlock } from '#/ports/column-block.ts'
import type { Sql } from '#/sql.ts'

/**
 * Which queue a query waits in, so that a long backtest holds up neither a person's page nor the
 * rules.
 */
export type WarehouseLane = 'interactive' | 'rules' | 'backtests' | 'ingest' | 'control'

/** What is asked of a rule. */
export const RULE_QUESTIONS = [
  'warnings',
  'ledger',
  'outcomes',
  'newly-due',
  'groups',
  'score',
] as const

/** A version of a rule, `id@version`, and what a statement asks of it. */
export interface RuleQuestion {
  readonly rule: string
  readonly question: (typeof RULE_QUESTIONS)[number]
}

export interface QueryOptions {
  /** Who asks, for the comment in the SQL: `server:alerts.list`. */
  readonly purpose: string
  readonly lane?: WarehouseLane
  readonly signal?: AbortSignal
  /**
   * The answer in blocks may be held whole, because it is small or nobody takes it piece by piece.
   * Then an engine in the process works on it beside the loop from the beginning, and not from the
   * first block on.
   */
  readonly is_small?: boolean
  /** Where the statement is that of one rule: for metrics and the lines about slow statements. */
  readonly about?: RuleQuestion
}

/** Forms of files that the engine writes itself. */
export type FileFormat = 'Parquet'

/** A statement that the engine is done with: by its name, never by its text. */
export interface EndedStatement {
  readonly purpose: string
  readonly about?: RuleQuestion
  /** For a connection of its lane. */
  readonly waited_ms: number
  /** Of a streamed answer, until its last piece was taken. */
  readonly ran_ms: number
  readonly failed: boolean
}

/** How one asker asks: `const asks = asksAs('sentinel', 'rules')`, then `asks('touched')`. */
export function asksAs(
  who: string,
  lane?: WarehouseLane,
): (step: string, about?: RuleQuestion) => QueryOptions {
  return (step, about) => ({
    purpose: `${who}:${step}`,
    ...(lane === undefined ? {} : { lane }),
    ...(about === undefined ? {} : { about }),
  })
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
 * The analytical store. Everything in it can be rebuilt from the log. Adapters: infra/warehouse.
 * Contract: tests/contracts. SQL arrives with its literals in it (`projections/sql.ts` escapes
 * them): bound parameters are serialised process-wide in chDB. 64-bit integers come back as
 * strings, times as `YYYY-MM-DD HH:MM:SS.mmm` in UTC unless the SQL formats them.
 */
export interface Warehouse extends AsyncDisposable {
  /**
   * The rows, whole. Throws WarehouseError with the engine's code. An abort stops the work, not
   * only the wait.
   */
  query<Row>(sql: Sql, options: QueryOptions): Promise<readonly Row[]>
  /** The rows in pieces, for results that do not fit in memory. */
  stream<Row>(sql: Sql, options: QueryOptions): AsyncIterable<readonly Row[]>
  /**
   * The rows in blocks of columns, in order and none of them empty, where there are too many for an
   * object each. Columns are UInt8, UInt16, UInt32, UInt64, Int64, Float64, String, FixedString or
   * LowCardinality(String): what is anything else is cast. An answer that breaks off is an error.
   */
  blocks(sql: Sql, options: QueryOptions): AsyncIterable<ColumnBlock>
  /**
   * The rows as a file that the engine wrote, in pieces. It is whole before the first of them:
   * what fails fails before anything is handed on.
   */
  file(sql: Sql, format: FileFormat, options: QueryOptions): AsyncIterable<Uint8Array>
  /**
   * Durable against the death of the process when it resolves, in the table and in every view that
   * hangs on it.
   */
  insert(insert: WarehouseInsert): Promise<void>
  /** A statement without rows: DDL, scratch tables. One statement a call. */
  execute(sql: Sql, options: QueryOptions): Promise<void>
}
