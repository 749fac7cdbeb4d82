import { afterAll, beforeAll } from 'vitest'
import { ClickHouseWarehouse } from '@jianwei/infra/warehouse/clickhouse-warehouse.ts'
import { ClickHouseFacade } from '#/support/clickhouse-facade.ts'
import { warehouseContract } from './warehouse.contract.ts'

process.env['TZ'] = 'Pacific/Auckland'
let facade: ClickHouseFacade
beforeAll(async () => {
  facade = await ClickHouseFacade.start()
})
afterAll(() => facade[Symbol.asyncDispose]())

warehouseContract('ClickHouseWarehouse on the facade', () => ClickHouseWarehouse.open(facade.server()))
