import { mkdir } from 'node:fs/promises'
import { CHDB_CAPABILITIES, ChdbWarehouse } from '@jianwei/infra/warehouse/chdb-warehouse.ts'
import {
  clickHouseCapabilities,
  ClickHouseWarehouse,
  type ClickHouseServer,
} from '@jianwei/infra/warehouse/clickhouse-warehouse.ts'
import type { WarehouseCapabilities } from '@jianwei/infra/warehouse/warehouse-capabilities.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'

/** Which engine keeps the warehouse, and where. */
export type WarehousePlace =
  | { readonly engine: 'chdb'; readonly folder: string }
  | (ClickHouseServer & { readonly engine: 'clickhouse' })

export interface OpenedWarehouse {
  readonly warehouse: Warehouse
  readonly capabilities: WarehouseCapabilities
}

/** The warehouse of the configuration, without its tables. The caller disposes it. */
export async function openWarehouse({ warehouse }: { readonly warehouse: WarehousePlace }): Promise<OpenedWarehouse> {
  switch (warehouse.engine) {
    case 'chdb':
      await mkdir(warehouse.folder, { recursive: true })
      return { warehouse: await ChdbWarehouse.open({ folder: warehouse.folder }), capabilities: CHDB_CAPABILITIES }
    case 'clickhouse': {
      const { engine: _, ...server } = warehouse
      return { warehouse: await ClickHouseWarehouse.open(server), capabilities: clickHouseCapabilities(server) }
    }
  }
}
