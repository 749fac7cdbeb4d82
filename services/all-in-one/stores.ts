import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { parseRecorded } from '@jianwei/events/parse-recorded.ts'
import { SqliteCheckpointStore } from '@jianwei/infra/log/sqlite-checkpoint-store.ts'
import { SqliteDatabase } from '@jianwei/infra/log/sqlite-database.ts'
import { SqliteEventLog } from '@jianwei/infra/log/sqlite-event-log.ts'
import { SqliteQuarantine } from '@jianwei/infra/log/sqlite-quarantine.ts'
import { systemClock, type Clock } from '@jianwei/infra/runtime/clock.ts'
import { ChdbWarehouse } from '@jianwei/infra/warehouse/chdb-warehouse.ts'
import { dropAll, migrate, TableChanged, WarehouseNewer } from '@jianwei/infra/warehouse/migrator.ts'
import { allTableFiles } from '@jianwei/projections/all-projections.ts'
import type { CheckpointStore } from '@jianwei/events/ports/checkpoint-store.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { Quarantine } from '@jianwei/events/ports/quarantine.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import type { Config } from '#/config.ts'

/** Everything that holds state, opened by configuration. Disposal closes in the opposite order. */
export interface Stores extends AsyncDisposable {
  readonly log: EventLog
  readonly checkpoints: CheckpointStore
  readonly quarantine: Quarantine
  readonly warehouse: Warehouse
  readonly clock: Clock
  /** Drops every table of the warehouse and makes them anew, empty. */
  readonly recreateWarehouse: () => Promise<void>
}

export interface OpenOptions {
  readonly clock?: Clock
  /** What to do with a warehouse that another version of the program made: refuse it, or drop its tables and make them anew. */
  readonly tables_changed?: 'refuse' | 'recreate'
}

/** Throws WarehouseLocked when another process has the warehouse, LogFileRefused when the log's file is not one of ours. */
export async function openStores(
  config: Config,
  { clock = systemClock(), tables_changed = 'refuse' }: OpenOptions = {},
): Promise<Stores> {
  await mkdir(dirname(config.log_path), { recursive: true })
  await mkdir(config.warehouse_path, { recursive: true })
  await using opened = new AsyncDisposableStack()
  const warehouse = opened.use(await ChdbWarehouse.open({ folder: config.warehouse_path }))
  const database = opened.use(SqliteDatabase.open(config.log_path))
  const log = opened.use(new SqliteEventLog(database, { clock, parse: parseRecorded }))
  const checkpoints = opened.use(new SqliteCheckpointStore(database))
  const quarantine = opened.use(new SqliteQuarantine(database))
  const recreateWarehouse = async (): Promise<void> => {
    await dropAll(warehouse)
    await migrate(warehouse, allTableFiles)
  }
  try {
    await migrate(warehouse, allTableFiles)
  } catch (error) {
    const changed = error instanceof TableChanged || error instanceof WarehouseNewer
    if (!changed || tables_changed === 'refuse') throw error
    await recreateWarehouse()
  }
  const closing = opened.move()
  return {
    log,
    checkpoints,
    quarantine,
    warehouse,
    clock,
    recreateWarehouse,
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}
