import { BacktestRefused } from '@jianwei/projections/backtest/backtest-refused.ts'
import type {
  QueryOptions,
  RuleQuestion,
  Warehouse,
  WarehouseLane,
} from '@jianwei/projections/ports/warehouse.ts'
import {
  addToScratchTable,
  dropScratchTable,
  dropScratchTablesLeft,
  makeScratchTable,
  rowsInScratchTable,
  scratchTableName,
} from '@jianwei/projections/scratch-tables.ts'
import type { Sql } from '@jianwei/projections/sql.ts'

/**
 * Warnings that one backtest takes: about 150 bytes each in the engine's memory, for as long as the
 * backtest is kept.
 */
export const BACKTEST_WARNINGS_MAX = 500_000
/** Subjects and outcomes that one takes: about 30 bytes each while it runs. */
export const BACKTEST_ROWS_MAX = 5_000_000

/** Tables of backtests; behind it stands the key of one. */
export const SCRATCH_PREFIX = 'backtest_'

/** What a backtest asks the warehouse with. */
export interface QueryContext {
  readonly warehouse: Warehouse
  readonly lane: WarehouseLane
  readonly signal: AbortSignal
  /** Threads that look at history; what is left out is one. */
  readonly threads?: number | undefined
}

/** Rows that go into a scratch table together, about a hundred bytes each. */
const ROWS_AN_INSERT = 20_000

/** A table that is being filled. */
export interface Filling {
  readonly table: Sql
  readonly add: (row: readonly unknown[]) => Promise<void>
  /** What a statement gives, with the table's columns. */
  readonly addFrom: (statement: Sql, about: RuleQuestion) => Promise<void>
  readonly end: () => Promise<void>
}

function tooLarge(name: string, rows_max: number): BacktestRefused {
  return new BacktestRefused(
    'BACKTEST_TOO_LARGE',
    `a backtest takes at most ${rows_max} rows of ${name}`,
  )
}

/** Tables in the engine's memory that one backtest makes and drops. */
export class ScratchTables implements AsyncDisposable {
  readonly #queryContext: QueryContext
  readonly #prefix: string
  readonly #onLeft: ((error: unknown) => void) | undefined
  readonly #tables = new Map<Sql, string>()

  /**
   * `key`: small letters and digits, of this backtest alone. `onLeft` is told where tables cannot
   * be dropped at the end, which throws otherwise.
   */
  constructor(queryContext: QueryContext, key: string, onLeft?: (error: unknown) => void) {
    this.#queryContext = queryContext
    this.#onLeft = onLeft
    this.#prefix = `${SCRATCH_PREFIX}${key}`
  }

  /**
   * Makes a table from a statement that gives at most one row more than `rows_max`. Throws
   * BacktestRefused when it gave that many.
   */
  async make(name: string, rows: Sql, rows_max: number, about?: RuleQuestion): Promise<Sql> {
    const whole = `${this.#prefix}_${name}`
    const table = scratchTableName(whole)
    const { warehouse } = this.#queryContext
    this.#tables.set(table, whole)
    await dropScratchTable(warehouse, table, this.#asks(name))
    const content = { rows, compressed: true }
    await makeScratchTable(warehouse, table, content, this.#asks(name, about))
    if ((await rowsInScratchTable(warehouse, table, this.#asks(name))) > rows_max) {
      throw tooLarge(name, rows_max)
    }
    return table
  }

  /**
   * Makes a table with these columns from rows of JSON arrays, which are told as they are found.
   * Throws BacktestRefused beyond `rows_max` of them.
   */
  async fill(
    name: string,
    columns: Sql,
    names: readonly string[],
    rows_max: number,
  ): Promise<Filling> {
    const whole = `${this.#prefix}_${name}`
    const table = scratchTableName(whole)
    const { warehouse } = this.#queryContext
    this.#tables.set(table, whole)
    await dropScratchTable(warehouse, table, this.#asks(name))
    await makeScratchTable(warehouse, table, { columns }, this.#asks(name))
    let [lines, pending, rows] = ['', 0, 0]
    const insert = async (): Promise<void> => {
      const token = `${whole}:${rows}`
      await warehouse.insert({ table: whole, columns: names, body: lines, token })
      lines = ''
      pending = 0
    }
    const refuseBeyond = (): void => {
      if (rows > rows_max) throw tooLarge(name, rows_max)
    }
    return {
      table,
      add: async (row) => {
        lines += `${JSON.stringify(row)}\n`
        pending += 1
        rows += 1
        refuseBeyond()
        if (pending >= ROWS_AN_INSERT) await insert()
      },
      addFrom: async (statement, about) => {
        await addToScratchTable(warehouse, table, names, statement, this.#asks(name, about))
      },
      end: async () => {
        await insert()
        rows = await rowsInScratchTable(warehouse, table, this.#asks(name))
        refuseBeyond()
      },
    }
  }

  /** Also after an abort, so that nothing stays behind. */
  async drop(table: Sql): Promise<void> {
    const { warehouse, lane } = this.#queryContext
    await dropScratchTable(warehouse, table, { purpose: 'backtest:drop', lane })
    this.#tables.delete(table)
  }

  /**
   * The table outlives the others, until what is returned is disposed, or it is dropped by name.
   */
  keep(table: Sql): AsyncDisposable & { readonly name: string } {
    const name = this.#tables.get(table)
    if (name === undefined) throw new TypeError('only a table of this backtest is kept')
    this.#tables.delete(table)
    return { name, [Symbol.asyncDispose]: () => this.#dropLast([table]) }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#dropLast([...this.#tables.keys()])
  }

  /** What cannot be dropped now is told, where somebody listens. */
  async #dropLast(tables: readonly Sql[]): Promise<void> {
    try {
      for (const table of tables) await this.drop(table)
    } catch (error) {
      if (this.#onLeft === undefined) throw error
      this.#onLeft(error)
    }
  }

  #asks(step: string, about?: RuleQuestion): QueryOptions {
    return optionsOf(this.#queryContext, step, about)
  }
}

/** The rows of a statement of which the number is bounded. */
export function rowsOf<Row>(
  queryContext: QueryContext,
  step: string,
  sql: Sql,
  about?: RuleQuestion,
): Promise<readonly Row[]> {
  return queryContext.warehouse.query<Row>(sql, optionsOf(queryContext, step, about))
}

function optionsOf(
  { lane, signal }: QueryContext,
  step: string,
  about: RuleQuestion | undefined,
): QueryOptions {
  return { purpose: `backtest:${step}`, lane, signal, ...(about === undefined ? {} : { about }) }
}

/** The one row of a statement without a GROUP BY. */
export async function rowOf<Row>(queryContext: QueryContext, step: string, sql: Sql): Promise<Row> {
  const [row] = await rowsOf<Row>(queryContext, step, sql)
  if (row === undefined)
    throw new TypeError(`${step}: a statement that groups nothing gives one row`)
  return row
}

/**
 * Drops what a process that was killed left behind. Only for a warehouse that no other process
 * uses.
 */
export async function dropLeftovers(warehouse: Warehouse): Promise<void> {
  const options: QueryOptions = { purpose: 'backtest:leftovers', lane: 'backtests' }
  await dropScratchTablesLeft(warehouse, SCRATCH_PREFIX, options)
}
