import { NO_TRACING, type Tracing } from '@jianwei/events/ports/tracing.ts'
import type { Clock } from '@jianwei/infra/runtime/clock.ts'
import { TrustedClock } from '@jianwei/infra/runtime/trusted-clock.ts'
import { openLog, type LogStores } from '#/composition/open-log.ts'
import {
  openWarehouse,
  type OpenWarehouse,
  type OpenWarehouseOptions,
} from '#/composition/open-warehouse.ts'
import { openOrReplace } from '#/composition/unreadable-warehouse.ts'
import type { Config } from '#/all-in-one/config.ts'

/** Everything that holds state, opened by configuration. Disposal closes in the opposite order. */
export interface Stores extends LogStores, OpenWarehouse {
  readonly clock: Clock
}

export interface OpenOptions extends OpenWarehouseOptions {
  readonly clock?: Clock
  /**
   * Given by who goes on with a new warehouse where the old one cannot be opened, and told so, a
   * sentence each.
   */
  readonly say?: (line: string) => void
  readonly cut_wal?: 'refuse' | 'accept'
  /** Where events are kept with the spans in which they were made. Default: nowhere. */
  readonly tracing?: Tracing
}

/**
 * Throws WarehouseLocked when another process has the warehouse, LogFileRefused when the log's file
 * is not one of ours or damaged, WarehouseUnreadable when the warehouse cannot be opened and
 * nothing can be said for a new one.
 */
export async function openStores(
  config: Pick<Config, 'log' | 'warehouse'>,
  {
    clock = new TrustedClock(),
    say,
    cut_wal = 'refuse',
    tracing = NO_TRACING,
    ...options
  }: OpenOptions = {},
): Promise<Stores> {
  await using opened = new AsyncDisposableStack()
  const warehouse = opened.use(
    say === undefined
      ? await openWarehouse(config.warehouse, options)
      : await openOrReplace(config, { ...options, clock, say }),
  )
  const log = opened.use(await openLog(config.log, { clock, cut_wal, tracing }))
  const closing = opened.move()
  return { ...warehouse, ...log, clock, [Symbol.asyncDispose]: () => closing.disposeAsync() }
}
