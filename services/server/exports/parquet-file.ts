import { msOfInstant, type Instant } from '@jianwei/events/instant.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import {
  fileColumnsSql,
  fileOfTable,
  ROW_NUMBER,
  type FileColumn,
} from '@jianwei/projections/scratch-files.ts'
import {
  dropScratchTable,
  dropScratchTablesLeft,
  makeScratchTable,
  scratchTableName,
} from '@jianwei/projections/scratch-tables.ts'

/*
 * Parquet is written by the engine, from rows that were read, named and masked like those of every
 * other form: they are laid into a table in its memory first, which is dropped when the file is
 * read, and otherwise by a later export.
 */

const PREFIX = 'export_'
/** Nobody gathers rows for so long. */
const LEFT_MS = 3_600_000
const ROWS_AN_INSERT = 1_000

export interface ParquetParts {
  /** All of it: the rows were asked for in somebody's scope before. */
  readonly warehouse: Warehouse
  readonly export_id: string
  readonly at: Instant
  readonly columns: readonly FileColumn[]
  readonly rows: AsyncIterable<Readonly<Record<string, unknown>>>
  /** Fires when nobody waits for the file any more. */
  readonly gone: AbortSignal
}

/** The file in pieces. All rows are read before the first of them comes. */
export async function* parquetFile(parts: ParquetParts): AsyncGenerator<Uint8Array> {
  const { warehouse, columns, gone, at } = parts
  const purpose = 'server:export:parquet'
  const ms = msOfInstant(at)
  await dropScratchTablesLeft(warehouse, PREFIX, { purpose }, (name) => isLeft(name, ms))
  const name = `${PREFIX}${ms}_${parts.export_id.replaceAll('-', '')}`
  const table = scratchTableName(name)
  const asked = { purpose, signal: gone }
  await makeScratchTable(warehouse, table, { columns: fileColumnsSql(columns) }, asked)
  try {
    await layIn(parts, name)
    yield* fileOfTable(warehouse, table, columns, { ...asked, format: 'Parquet' })
  } finally {
    // What cannot be dropped now, because the warehouse is away, goes with a later export.
    await dropScratchTable(warehouse, table, { purpose }).catch(() => {})
  }
}

async function layIn({ warehouse, columns, rows }: ParquetParts, table: string): Promise<void> {
  const names = columns.map(({ key }) => key)
  const valueOf = ({ key, kind }: FileColumn, row: Readonly<Record<string, unknown>>): unknown => {
    const value = row[key] ?? null
    return kind === 'object' && value !== null ? JSON.stringify(value) : value
  }
  let [lines, number] = ['', 0]
  const insert = async (): Promise<void> => {
    const token = `${table}:${number}`
    await warehouse.insert({ table, columns: [ROW_NUMBER, ...names], body: lines, token })
    lines = ''
  }
  for await (const row of rows) {
    number += 1
    lines += `${JSON.stringify([number, ...columns.map((column) => valueOf(column, row))])}\n`
    if (number % ROWS_AN_INSERT === 0) await insert()
  }
  if (lines !== '') await insert()
}

/** By the time in its name. */
function isLeft(name: string, ms: number): boolean {
  const begun = Number(/^export_(\d+)_/.exec(name)?.[1] ?? ms)
  return ms - begun > LEFT_MS
}
