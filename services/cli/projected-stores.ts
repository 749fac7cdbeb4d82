import { existsSync } from 'node:fs'
import { allProjections } from '@jianwei/projections/all-projections.ts'
import { openStores, type Stores } from '#/all-in-one/stores.ts'
import { progressDisplay } from '#/all-in-one/progress.ts'
import { eventsIn } from '#/composition/events-in-log.ts'
import { putInOrder } from '#/composition/warehouse-in-order.ts'
import type { Config } from '#/all-in-one/config.ts'
import { PROJECTOR_BATCH_EVENTS_MAX } from '#/projector/batching.ts'
import { keepProjected, refill, type RebuildOptions } from '#/projector/rebuild.ts'
import { ConfigRefused } from '#/settings/settings.ts'

/**
 * The stores, for a command that asks the warehouse. The embedded warehouse has one process at a
 * time, so the command itself brings it to the end of the log; a server's is kept there by its
 * projector. `output` shows how that comes on. Throws WarehouseLocked when another process has the
 * warehouse, LogLost when the log lacks what the warehouse has seen, ConfigRefused when there is no
 * log.
 */
export async function openProjectedStores(
  config: Config,
  output: NodeJS.WriteStream,
): Promise<Stores> {
  if (config.log.engine === 'sqlite' && !existsSync(config.log.path)) {
    throw new ConfigRefused([`JIANWEI_DATA or --data: there is no log at ${config.log.path}`])
  }
  const isEmbedded = config.warehouse.engine === 'chdb'
  await using opened = new AsyncDisposableStack()
  const stores = opened.use(
    await openStores(config, { tables: isEmbedded ? 'as they are' : 'complete' }),
  )
  if (isEmbedded) {
    await bringToHead(stores, output)
  }
  const closing = opened.move()
  return { ...stores, [Symbol.asyncDispose]: () => closing.disposeAsync() }
}

async function bringToHead(stores: Stores, output: NodeJS.WriteStream): Promise<void> {
  const total = await eventsIn(stores.log)
  using display = progressDisplay('Reading the log', output)
  const parts: RebuildOptions = {
    ...stores,
    projections: allProjections,
    batch_events_max: PROJECTOR_BATCH_EVENTS_MAX,
    insert_interval_ms: 0,
    announce: ({ ordinal }) => display.show({ done: ordinal, total, events: ordinal }),
    // Ctrl-C ends the process: what was projected is recorded with it.
    signal: new AbortController().signal,
    recreate: stores.recreateWarehouse,
    onRefill: () => {},
  }
  await putInOrder(stores, {
    inspection: { whole: false },
    other_version: 'refill',
    say: (line) => void output.write(`${line}\n`),
    refill: () => refill(parts),
  })
  await keepProjected({ ...parts, until: 'head' })
}
