import { randomUUID } from 'node:crypto'
import { asks } from '@jianwei/projections/evaluation/queries.ts'
import type { RuleQuestion, Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import {
  dropScratchTable,
  dropScratchTablesLeft,
  makeScratchTable,
  scratchTableName,
  type ScratchContent,
} from '@jianwei/projections/scratch-tables.ts'
import type { Sql } from '@jianwei/projections/sql.ts'

/*
 * Tables of one evaluation. Their names are known to nobody else: a sentinel that was frozen and
 * has lost its lease without knowing it may evaluate the same boundary as the one that took over,
 * and neither may drop or fill the other's tables.
 */

const PREFIX = 'sentinel_'

export interface ScratchTable extends AsyncDisposable {
  readonly name: Sql
}

/** Makes a table, which is dropped on disposal. `about`: where its rows are a rule's alone. */
export async function scratchTable(
  warehouse: Warehouse,
  step: string,
  content: ScratchContent,
  about?: RuleQuestion,
): Promise<ScratchTable> {
  const name = scratchTableName(`${PREFIX}${step}_${randomUUID().replaceAll('-', '')}`)
  await makeScratchTable(warehouse, name, content, asks(step, about))
  return {
    name,
    async [Symbol.asyncDispose]() {
      // What cannot be dropped now, because the warehouse is away, goes when a sentinel next
      // starts.
      await dropScratchTable(warehouse, name, asks(step)).catch(() => {})
    },
  }
}

/**
 * Drops what sentinels left that were killed. For the holder of the lease: a sentinel that has lost
 * it without knowing it fails at its next look at a table, and stands by.
 */
export async function dropLeftScratchTables(warehouse: Warehouse): Promise<void> {
  await dropScratchTablesLeft(warehouse, PREFIX, asks('left'))
}
