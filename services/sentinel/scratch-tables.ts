import { randomUUID } from 'node:crypto'
import type { QueryOptions, Warehouse } from '@jianwei/projections/ports/warehouse.ts'

/*
 * Tables of one evaluation. Their names are known to nobody else: a sentinel that was frozen and has lost its lease without knowing it may
 * evaluate the same boundary as the one that took over, and neither may drop or fill the other's tables.
 */

const PREFIX = 'sentinel_'

export interface ScratchTable extends AsyncDisposable {
  readonly name: string
}

/** Makes a table: `definition` is what follows its name. Dropped on disposal. */
export async function scratchTable(warehouse: Warehouse, step: string, definition: string): Promise<ScratchTable> {
  const name = `${PREFIX}${step}_${randomUUID().replaceAll('-', '')}`
  await warehouse.execute(`CREATE TABLE ${name} ${definition}`, asks(step))
  return {
    name,
    async [Symbol.asyncDispose]() {
      // What cannot be dropped now, because the warehouse is away, goes when a sentinel next starts.
      await warehouse.execute(`DROP TABLE IF EXISTS ${name}`, asks(step)).catch(() => {})
    },
  }
}

/**
 * Drops what sentinels left that were killed. For the holder of the lease: a sentinel that has lost it without knowing it fails at its
 * next look at a table, and stands by.
 */
export async function dropLeftScratchTables(warehouse: Warehouse): Promise<void> {
  const left = await warehouse.query<{ name: string }>(
    `SELECT name FROM system.tables
     WHERE database = currentDatabase() AND engine = 'Memory' AND startsWith(name, '${PREFIX}')`,
    asks('left'),
  )
  for (const { name } of left) await warehouse.execute(`DROP TABLE IF EXISTS ${name}`, asks('left'))
}

function asks(step: string): QueryOptions {
  return { purpose: `sentinel:${step}`, lane: 'rules' }
}
