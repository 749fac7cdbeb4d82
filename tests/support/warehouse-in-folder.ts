import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import { ChdbWarehouse } from '@jianwei/infra/warehouse/chdb-warehouse.ts'
import { migrate } from '@jianwei/infra/warehouse/migrator.ts'
import { allProjections, allTableFiles } from '@jianwei/projections/all-projections.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'

/** A warehouse in a folder of its own that goes when it is disposed. One at a time in a process. */
export interface WarehouseInFolder extends AsyncDisposable {
  readonly warehouse: Warehouse
  readonly folder: string
}

/** An empty warehouse with every table made. */
export async function openWarehouse(): Promise<WarehouseInFolder> {
  const folder = await mkdtemp(join(tmpdir(), 'jianwei-warehouse-'))
  const warehouse = await ChdbWarehouse.open({ folder })
  await migrate(warehouse, allTableFiles)
  return {
    warehouse,
    folder,
    async [Symbol.asyncDispose]() {
      await warehouse[Symbol.asyncDispose]()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The rows that the projector would write for the events, in one batch. */
export async function project(warehouse: Warehouse, events: readonly RecordedEvent[]): Promise<void> {
  const range = `${events[0]?.position ?? 0}-${events.at(-1)?.position ?? 0}`
  for (const projection of allProjections) {
    let body = ''
    for (const event of events) {
      if (projection.events === 'all' || projection.events.includes(event.type)) body += projection.rows(event)
    }
    const token = `${projection.name}:v${projection.version}:${range}:${projection.table}`
    await warehouse.insert({ table: projection.table, columns: projection.columns, body, token })
  }
}
