import { makeFolder } from '@jianwei/infra/runtime/make-folder.ts'
import { CHDB_CAPABILITIES, ChdbWarehouse } from '@jianwei/infra/warehouse/chdb-warehouse.ts'
import {
  clickHouseCapabilities,
  ClickHouseWarehouse,
} from '@jianwei/infra/warehouse/clickhouse-warehouse.ts'
import {
  inspectTables,
  missingTables,
  type Inspection,
  type WarehouseFault,
} from '@jianwei/infra/warehouse/inspection.ts'
import { migrate, remake, TableChanged, WarehouseNewer } from '@jianwei/infra/warehouse/migrator.ts'
import type { WarehouseCapabilities } from '@jianwei/infra/warehouse/warehouse-capabilities.ts'
import { allTableFiles } from '@jianwei/projections/all-projections.ts'
import type { EndedStatement, Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { WarehouseWithFields } from '@jianwei/projections/rules/facts/fields/with-fields.ts'
import type { WarehouseSettings } from '#/settings/settings.ts'

/** The warehouse with every table made. */
export interface OpenWarehouse extends AsyncDisposable {
  readonly warehouse: Warehouse
  /** From then on `listener` is told of each statement that the engine is done with. */
  readonly onStatement: (listener: (ended: EndedStatement) => void) => void
  /** Drops every table and makes them anew, empty. */
  readonly recreateWarehouse: () => Promise<void>
  /**
   * Makes the tables that are missing, of a warehouse that was replaced while it was open for
   * example.
   */
  readonly completeWarehouse: () => Promise<void>
  /** What is damaged, as far as the engine can tell. Only looks. */
  readonly inspectWarehouse: (inspection: Inspection) => Promise<readonly WarehouseFault[]>
}

export interface OpenWarehouseOptions {
  /**
   * Whether the missing tables are made at once, or left to `completeWarehouse`, for who must first
   * be alone.
   */
  readonly tables?: 'complete' | 'as they are'
}

/**
 * Throws WarehouseLocked when another process has the embedded one, WarehouseError when a server
 * does not answer, TableChanged or WarehouseNewer when another version of the program made the
 * tables.
 */
export async function openWarehouse(
  settings: WarehouseSettings,
  { tables = 'complete' }: OpenWarehouseOptions = {},
): Promise<OpenWarehouse> {
  await using opened = new AsyncDisposableStack()
  const listeners: ((ended: EndedStatement) => void)[] = []
  const onEnded = (ended: EndedStatement): void => {
    for (const listener of listeners) listener(ended)
  }
  const { warehouse, capabilities } = await openEngine(settings, onEnded)
  opened.use(warehouse)
  const recreateWarehouse = (): Promise<void> => remake(warehouse, allTableFiles, capabilities)
  const completeWarehouse = async (): Promise<void> =>
    void (await migrate(warehouse, allTableFiles, capabilities))
  const inspectWarehouse = (inspection: Inspection): Promise<readonly WarehouseFault[]> =>
    capabilities.many_processes
      ? missingTables(warehouse, allTableFiles)
      : inspectTables(warehouse, allTableFiles, inspection)
  if (tables === 'complete') await completeWarehouse()
  const closing = opened.move()
  return {
    warehouse: new WarehouseWithFields(warehouse),
    onStatement: (listener) => void listeners.push(listener),
    recreateWarehouse,
    completeWarehouse,
    inspectWarehouse,
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}

/** Whether the failure to complete a warehouse says that only making its tables anew helps. */
export function isOfOtherVersion(error: unknown): boolean {
  return error instanceof TableChanged || error instanceof WarehouseNewer
}

interface OpenEngine {
  readonly warehouse: Warehouse
  readonly capabilities: WarehouseCapabilities
}

async function openEngine(
  settings: WarehouseSettings,
  onEnded: (ended: EndedStatement) => void,
): Promise<OpenEngine> {
  switch (settings.engine) {
    case 'chdb': {
      makeFolder(settings.folder)
      return {
        warehouse: await ChdbWarehouse.open({ folder: settings.folder, onEnded }),
        capabilities: CHDB_CAPABILITIES,
      }
    }
    case 'clickhouse':
      return {
        warehouse: await ClickHouseWarehouse.open(settings, onEnded),
        capabilities: clickHouseCapabilities(settings),
      }
  }
}
