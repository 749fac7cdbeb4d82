import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import { ChdbWarehouse } from '@jianwei/infra/warehouse/chdb-warehouse.ts'
import { warehouseContract } from './warehouse.contract.ts'

const folder = await mkdtemp(join(tmpdir(), 'jianwei-warehouse-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

warehouseContract('ChdbWarehouse', () => ChdbWarehouse.open({ folder }))
