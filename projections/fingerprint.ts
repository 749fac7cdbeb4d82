import type { QueryOptions, Warehouse } from '#/ports/warehouse.ts'
import { wholeTable } from '#/table-file.ts'
import { addedColumns } from '#/kept-columns.ts'
import { identifier, joined, NOTHING, sql, type Sql } from '#/sql.ts'

/** The content of a table, whatever the order and the merging of its rows. */
export interface TableFingerprint {
  readonly rows: number
  readonly hash: string
}

interface TableRow {
  readonly name: string
  readonly engine: string
}

/** Written by other than the projector: what the migrator did, with the time at which it did it. */
const NOT_FROM_THE_LOG = ['table_files_v1']

/** Scratch of running evaluations. */
const SCRATCH_ENGINE = 'Memory'

const asks: QueryOptions = { purpose: 'projections:fingerprint', lane: 'interactive' }

/**
 * Rows and a hash for every table of the warehouse. Tables that merge rows with equal keys are read
 * as if they were merged, so that two warehouses with the same content agree although their parts
 * differ.
 */
export async function fingerprints(
  warehouse: Warehouse,
): Promise<ReadonlyMap<string, TableFingerprint>> {
  const tables = await warehouse.query<TableRow>(
    sql`
SELECT name, engine
FROM system.tables
WHERE database = currentDatabase() AND engine LIKE '%MergeTree'
ORDER BY name`,
    asks,
  )
  const added = await addedColumns(warehouse, asks)
  const found = new Map<string, TableFingerprint>()
  for (const { name: part, engine } of tables) {
    const name = wholeTable(part)
    if (NOT_FROM_THE_LOG.includes(name) || engine === SCRATCH_ENGINE) continue
    const merged =
      engine.includes('Aggregating') || engine.includes('Summing') || engine.includes('Replacing')
    const [row] = await warehouse.query<TableFingerprint>(
      sql`
SELECT toFloat64(count()) AS rows,
  hex(sum(toUInt128(cityHash64(formatRow('RowBinary', ${allBut(added.get(name))}))))) AS hash
FROM ${identifier(name)}${merged ? sql` FINAL` : NOTHING}`,
      asks,
    )
    if (row !== undefined) found.set(name, row)
  }
  return found
}

/** Without what was added, which follows from the others. */
function allBut(added: readonly string[] | undefined): Sql {
  return added === undefined
    ? sql`*`
    : sql`* EXCEPT (${joined(added.map((name) => identifier(name)))})`
}
