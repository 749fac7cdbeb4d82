import { BacktestRefused } from '@jianwei/projections/backtest/backtest-refused.ts'
import type { QueryOptions, Warehouse, WarehouseLane } from '@jianwei/projections/ports/warehouse.ts'

/** Warnings that one backtest takes: about 150 bytes each in the engine's memory, for as long as the backtest is kept. */
export const BACKTEST_WARNINGS_MAX = 500_000
/** Subjects and outcomes that one takes: about 30 bytes each while it runs. */
export const BACKTEST_ROWS_MAX = 5_000_000

const SCRATCH_PREFIX = 'backtest_'

/** What a backtest asks the warehouse with. */
export interface Asking {
  readonly warehouse: Warehouse
  readonly lane: WarehouseLane
  readonly signal: AbortSignal
}

/** Tables in the engine's memory that one backtest makes and drops. */
export class ScratchTables implements AsyncDisposable {
  readonly #asking: Asking
  readonly #prefix: string
  readonly #names = new Set<string>()

  /** `key`: small letters and digits, of this backtest alone. */
  constructor(asking: Asking, key: string) {
    this.#asking = asking
    this.#prefix = `${SCRATCH_PREFIX}${key}`
  }

  /** Makes a table from a statement that gives at most one row more than `rows_max`. Throws BacktestRefused when it gave that many. */
  async make(name: string, sql: string, rows_max: number): Promise<string> {
    const table = `${this.#prefix}_${name}`
    const { warehouse } = this.#asking
    this.#names.add(table)
    await warehouse.execute(`DROP TABLE IF EXISTS ${table}`, this.#asks(name))
    await warehouse.execute(`CREATE TABLE ${table} ENGINE = Memory SETTINGS compress = 1 AS ${sql}`, this.#asks(name))
    const [counted] = await warehouse.query<{ rows: string }>(`SELECT count() AS rows FROM ${table}`, this.#asks(name))
    if (Number(counted?.rows ?? 0) > rows_max) {
      throw new BacktestRefused('BACKTEST_TOO_LARGE', `a backtest takes at most ${rows_max} rows of ${name}`)
    }
    return table
  }

  /** Also after an abort, so that nothing stays behind. */
  async drop(table: string): Promise<void> {
    const { warehouse, lane } = this.#asking
    await warehouse.execute(`DROP TABLE IF EXISTS ${table}`, { purpose: 'backtest:drop', lane })
    this.#names.delete(table)
  }

  /** The table outlives the others, until what is returned is disposed. */
  keep(table: string): AsyncDisposable {
    this.#names.delete(table)
    return { [Symbol.asyncDispose]: () => this.drop(table) }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const table of this.#names) await this.drop(table)
  }

  #asks(step: string): QueryOptions {
    const { lane, signal } = this.#asking
    return { purpose: `backtest:${step}`, lane, signal }
  }
}

/** The rows of a statement of which the number is bounded. */
export function rowsOf<Row>({ warehouse, lane, signal }: Asking, step: string, sql: string): Promise<readonly Row[]> {
  return warehouse.query<Row>(sql, { purpose: `backtest:${step}`, lane, signal })
}

/** The one row of a statement without a GROUP BY. */
export async function rowOf<Row>(asking: Asking, step: string, sql: string): Promise<Row> {
  const [row] = await rowsOf<Row>(asking, step, sql)
  if (row === undefined) throw new TypeError(`${step}: a statement without GROUP BY gives one row`)
  return row
}

/** Drops what a process that was killed left behind. Only for a warehouse that no other process uses. */
export async function dropLeftovers(warehouse: Warehouse): Promise<void> {
  const asks: QueryOptions = { purpose: 'backtest:leftovers', lane: 'backtests' }
  const tables = await warehouse.query<{ name: string }>(
    `SELECT name FROM system.tables WHERE database = currentDatabase() AND engine = 'Memory' AND startsWith(name, '${SCRATCH_PREFIX}')`,
    asks,
  )
  for (const { name } of tables) await warehouse.execute(`DROP TABLE IF EXISTS ${name}`, asks)
}
