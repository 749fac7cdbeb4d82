import { mkdir } from 'node:fs/promises'
import { CHDB_CAPABILITIES, ChdbWarehouse } from '@jianwei/infra/warehouse/chdb-warehouse.ts'
import { clickHouseCapabilities, ClickHouseWarehouse } from '@jianwei/infra/warehouse/clickhouse-warehouse.ts'
import { migrate, remake, TableChanged, WarehouseNewer } from '@jianwei/infra/warehouse/migrator.ts'
import type { WarehouseCapabilities } from '@jianwei/infra/warehouse/warehouse-capabilities.ts'
import { allTableFiles } from '@jianwei/projections/all-projections.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import type { WarehouseSettings } from '#/settings.ts'

/** The warehouse with every table made. */
export interface OpenWarehouse extends AsyncDisposable {
  readonly warehouse: Warehouse
  /** Drops every table and makes them anew, empty. */
  readonly recreateWarehouse: () => Promise<void>
  /** Makes the tables that are missing, of a warehouse that was replaced while it was open for example. */
  readonly completeWarehouse: () => Promise<void>
}

/**
 * Throws WarehouseLocked when another process has the embedded one, WarehouseError when a server does not answer. `tables_changed`:
 * what to do with tables that another version of the program made.
 */
export async function openWarehouse(
  settings: WarehouseSettings,
  { tables_changed }: { readonly tables_changed: 'refuse' | 'recreate' } = { tables_changed: 'refuse' },
): Promise<OpenWarehouse> {
  await using opened = new AsyncDisposableStack()
  const { warehouse, capabilities } = await openEngine(settings)
  opened.use(warehouse)
  const recreateWarehouse = (): Promise<void> => remake(warehouse, allTableFiles, capabilities)
  const completeWarehouse = async (): Promise<void> => void (await migrate(warehouse, allTableFiles, capabilities))
  try {
    await completeWarehouse()
  } catch (error) {
    const changed = error instanceof TableChanged || error instanceof WarehouseNewer
    if (!changed || tables_changed === 'refuse') throw error
    await recreateWarehouse()
  }
  const closing = opened.move()
  return { warehouse, recreateWarehouse, completeWarehouse, [Symbol.asyncDispose]: () => closing.disposeAsync() }
}

interface OpenEngine {
  readonly warehouse: Warehouse
  readonly capabilities: WarehouseCapabilities
}

async function openEngine(settings: WarehouseSettings): Promise<OpenEngine> {
  switch (settings.engine) {
    case 'chdb': {
      await mkdir(settings.folder, { recursive: true })
      return { warehouse: await ChdbWarehouse.open({ folder: settings.folder }), capabilities: CHDB_CAPABILITIES }
    }
    case 'clickhouse':
      return { warehouse: await ClickHouseWarehouse.open(settings), capabilities: clickHouseCapabilities(settings) }
  }
}
