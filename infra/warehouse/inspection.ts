import type { QueryOptions, Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import type { TableFile } from '@jianwei/projections/table-file.ts'
import { WarehouseError } from '@jianwei/projections/warehouse-error.ts'
import { tablesOf } from '#/warehouse/migrator.ts'
import { identifier, sql } from '@jianwei/projections/sql.ts'

/** What is wrong with a table, in the engine's words or ours. */
export interface WarehouseFault {
  readonly table: string
  readonly problem: string
}

/**
 * At the start the files of a table are read and compared with their checksums while all tables
 * together are no larger than this: about a second. A block is compared whenever it is read, so
 * larger ones are not served unseen either.
 */
const CHECKED_BYTES_MAX = 256 * 1024 * 1024

const asks: QueryOptions = { purpose: 'inspection', lane: 'control' }

export interface Inspection {
  /** Reads every file of every table, however long that takes. */
  readonly whole: boolean
}

/**
 * What is damaged in an embedded warehouse, as far as its engine can tell: tables that are gone,
 * parts that it has set aside because files are missing or cut off, and files whose bytes do not
 * fit their checksums. Only looks.
 */
export async function inspectTables(
  warehouse: Warehouse,
  files: readonly TableFile[],
  { whole }: Inspection,
): Promise<readonly WarehouseFault[]> {
  const missing = await missingTables(warehouse, files)
  const kept = (await tablesThere(warehouse)).filter(({ engine }) => engine.endsWith('MergeTree'))
  const setAside = await partsSetAside(warehouse)
  const small = whole || (await bytesOf(warehouse)) <= CHECKED_BYTES_MAX
  const broken = small ? await Promise.all(kept.map(({ name }) => checkTable(warehouse, name))) : []
  return [...missing, ...setAside, ...broken.flat()]
}

/**
 * Tables and views that the files make and that are not there, although they may once have been.
 */
export async function missingTables(
  warehouse: Warehouse,
  files: readonly TableFile[],
): Promise<readonly WarehouseFault[]> {
  const there = new Set((await tablesThere(warehouse)).map(({ name }) => name))
  const names = await tablesOf(files)
  return names
    .filter((name) => !there.has(name))
    .map((table) => ({ table, problem: 'the table is missing' }))
}

function tablesThere(
  warehouse: Warehouse,
): Promise<readonly { readonly name: string; readonly engine: string }[]> {
  return warehouse.query(
    sql`SELECT name, engine FROM system.tables WHERE database = currentDatabase()`,
    asks,
  )
}

/**
 * Parts that the engine could not attach; it keeps them in `detached`, and their rows are gone from
 * the table.
 */
async function partsSetAside(warehouse: Warehouse): Promise<readonly WarehouseFault[]> {
  const parts = await warehouse.query<{ table: string; name: string; reason: string }>(
    sql`
SELECT table, name, reason
FROM system.detached_parts
WHERE database = currentDatabase() AND reason IN ('broken', 'broken-on-start')
ORDER BY table, name`,
    asks,
  )
  return parts.map(({ table, name, reason }) => ({
    table,
    problem: `part ${name} could not be read (${reason})`,
  }))
}

async function bytesOf(warehouse: Warehouse): Promise<number> {
  const [row] = await warehouse.query<{ bytes: number }>(
    sql`
SELECT toFloat64(sum(bytes_on_disk)) AS bytes
FROM system.parts
WHERE active AND database = currentDatabase()`,
    asks,
  )
  return row?.bytes ?? 0
}

async function checkTable(warehouse: Warehouse, table: string): Promise<readonly WarehouseFault[]> {
  try {
    const parts = await warehouse.query<{ part_path: string; is_passed: number; message: string }>(
      sql`CHECK TABLE ${identifier(table)} SETTINGS check_query_single_value_result = 0`,
      asks,
    )
    return parts
      .filter(({ is_passed }) => is_passed === 0)
      .map(({ part_path, message }) => ({
        table,
        problem: `part ${part_path}: ${firstSentence(message)}`,
      }))
  } catch (error) {
    if (!(error instanceof WarehouseError) || error.retryable) throw error
    return [{ table, problem: error.message }]
  }
}

/** The engine's reason, without its version, its numbers and where in its code it was. */
function firstSentence(message: string): string {
  const [, said = message] = /^Code: \d+\. DB::Exception: (.*)$/s.exec(message) ?? []
  return said.replace(/\. Reference: .*$/s, '').slice(0, 200)
}
