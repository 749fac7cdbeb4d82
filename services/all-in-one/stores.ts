import type { Clock } from '@jianwei/infra/runtime/clock.ts'
import { TrustedClock } from '@jianwei/infra/runtime/trusted-clock.ts'
import { openLog, type LogStores } from '#/composition/open-log.ts'
import { openWarehouse, type OpenWarehouse, type OpenWarehouseOptions } from '#/composition/open-warehouse.ts'
import type { Config } from '#/config.ts'

/** Everything that holds state, opened by configuration. Disposal closes in the opposite order. */
export interface Stores extends LogStores, OpenWarehouse {
  readonly clock: Clock
}

export interface OpenOptions extends OpenWarehouseOptions {
  readonly clock?: Clock
}

/** Throws WarehouseLocked when another process has the warehouse, LogFileRefused when the log's file is not one of ours. */
export async function openStores(
  config: Pick<Config, 'log' | 'warehouse'>,
  { clock = new TrustedClock(), ...options }: OpenOptions = {},
): Promise<Stores> {
  await using opened = new AsyncDisposableStack()
  const warehouse = opened.use(await openWarehouse(config.warehouse, options))
  const log = opened.use(await openLog(config.log, { clock }))
  const closing = opened.move()
  return { ...warehouse, ...log, clock, [Symbol.asyncDispose]: () => closing.disposeAsync() }
}
