import type { ColumnBlock } from '#/ports/column-block.ts'
import type { FileFormat, QueryOptions, Warehouse, WarehouseInsert } from '#/ports/warehouse.ts'
import { addColumns, TYPE_MISMATCH, type ComputedColumn } from '#/kept-columns.ts'
import { fieldColumnsIn } from '#/rules/facts/fields/field-column.ts'
import { identifier, joined, readingFrom, sql, type Sql } from '#/sql.ts'
import { QueryAborted, WarehouseError } from '#/warehouse-error.ts'

/** The versions of facts, by subject and by type: both have the same fields. */
export const FIELD_TABLES = ['events_v2', 'events_by_type_v3'] as const

/** Of whichever statement: short, and never behind one of those that wait. */
const ADDING: QueryOptions = { purpose: 'rules:add-fields', lane: 'control' }

/** ClickHouse's numbers for a name that a table does not have. */
const UNKNOWN_COLUMN: ReadonlySet<number> = new Set([
  16, // NO_SUCH_COLUMN_IN_TABLE
  47, // UNKNOWN_IDENTIFIER
])

/**
 * A warehouse whose tables of facts have a column for each field that a statement names, from the
 * first statement on that does: whoever writes a statement need not know whether there was one
 * before. Where none can be added, as on a disk that is nearly full, the statement works the fields
 * out from each row that it reads: slower, with the same answer.
 */
export class WarehouseWithFields implements Warehouse {
  readonly #warehouse: Warehouse
  readonly #known = new Set<string>()
  #adding: Promise<void> = Promise.resolve()

  constructor(warehouse: Warehouse) {
    this.#warehouse = warehouse
  }

  query<Row>(statement: Sql, options: QueryOptions): Promise<readonly Row[]> {
    return this.#answered(statement, options, (asked) => this.#warehouse.query<Row>(asked, options))
  }

  execute(statement: Sql, options: QueryOptions): Promise<void> {
    return this.#answered(statement, options, (asked) => this.#warehouse.execute(asked, options))
  }

  stream<Row>(statement: Sql, options: QueryOptions): AsyncIterable<readonly Row[]> {
    return this.#streamed(statement, options, (asked) =>
      this.#warehouse.stream<Row>(asked, options),
    )
  }

  blocks(statement: Sql, options: QueryOptions): AsyncIterable<ColumnBlock> {
    return this.#streamed(statement, options, (asked) => this.#warehouse.blocks(asked, options))
  }

  file(statement: Sql, format: FileFormat, options: QueryOptions): AsyncIterable<Uint8Array> {
    return this.#streamed(statement, options, (asked) =>
      this.#warehouse.file(asked, format, options),
    )
  }

  insert(insert: WarehouseInsert): Promise<void> {
    return this.#warehouse.insert(insert)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#warehouse[Symbol.asyncDispose]()
  }

  /**
   * What is refused for a column is asked once more: the tables may have been made anew, or a node
   * may have come back without it.
   */
  #answered<Answer>(
    statement: Sql,
    { signal }: QueryOptions,
    ask: (statement: Sql) => Promise<Answer>,
  ): Promise<Answer> {
    const named = fieldColumnsIn(statement)
    if (named.length === 0) return ask(statement)
    const first = this.#has(named)
      ? ask(statement)
      : this.#withColumns(statement, named, signal).then(ask)
    return first.catch(async (error: unknown) => {
      if (!lacksColumn(error)) throw error
      return ask(await this.#withColumns(statement, named, signal, 'anew'))
    })
  }

  async *#streamed<Piece>(
    statement: Sql,
    { signal }: QueryOptions,
    ask: (statement: Sql) => AsyncIterable<Piece>,
  ): AsyncGenerator<Piece> {
    const named = fieldColumnsIn(statement)
    const first = this.#has(named) ? statement : await this.#withColumns(statement, named, signal)
    let began = false
    try {
      for await (const piece of ask(first)) {
        began = true
        yield piece
      }
    } catch (error) {
      if (began || named.length === 0 || !lacksColumn(error)) throw error
      yield* ask(await this.#withColumns(statement, named, signal, 'anew'))
    }
  }

  /**
   * The statement once the tables have the columns, or one that does without them. Why they cannot
   * be added is told by who keeps fields (`fields-kept.ts`).
   */
  async #withColumns(
    statement: Sql,
    named: readonly ComputedColumn[],
    signal: AbortSignal | undefined,
    how?: 'anew',
  ): Promise<Sql> {
    try {
      await this.#add(named, signal, how)
      return statement
    } catch (error) {
      if (!(error instanceof WarehouseError) || error instanceof QueryAborted) throw error
      if (error.engineCode === TYPE_MISMATCH) throw error
      return workingOut(statement, named)
    }
  }

  #has(named: readonly ComputedColumn[]): boolean {
    return named.every(({ name }) => this.#known.has(name))
  }

  /** One after the other: who comes second finds what the first has added. */
  #add(
    named: readonly ComputedColumn[],
    signal: AbortSignal | undefined,
    how?: 'anew',
  ): Promise<void> {
    const before = this.#adding
    const add = async (): Promise<void> => {
      await before.catch(() => {})
      const anew = how === 'anew'
      if (anew) this.#known.clear()
      const missing = named.filter(({ name }) => !this.#known.has(name))
      const options = signal === undefined ? ADDING : { ...ADDING, signal }
      for (const table of FIELD_TABLES)
        await addColumns(this.#warehouse, table, missing, options, { anew })
      for (const { name } of missing) this.#known.add(name)
    }
    this.#adding = add()
    return this.#adding
  }
}

/** The statement over rows that have the fields, with or without columns of the tables. */
function workingOut(statement: Sql, named: readonly ComputedColumn[]): Sql {
  const names = joined(named.map(({ name }) => identifier(name)))
  const values = joined(named.map(({ name, value }) => sql`${value} AS ${identifier(name)}`))
  const rowsOf = (table: string): Sql =>
    sql`(SELECT * EXCEPT (${names}), ${values} FROM ${identifier(table)})`
  return readingFrom(statement, new Map(FIELD_TABLES.map((table) => [table, rowsOf(table)])))
}

function lacksColumn(error: unknown): boolean {
  return error instanceof WarehouseError && UNKNOWN_COLUMN.has(error.engineCode)
}
