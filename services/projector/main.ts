import type { Position } from '@jianwei/events/envelope.ts'
import { allProjections } from '@jianwei/projections/all-projections.ts'
import { consumerProgress } from '#/composition/consumer-progress.ts'
import { openLog } from '#/composition/open-log.ts'
import { openWarehouse } from '#/composition/open-warehouse.ts'
import { listening, operationsApp } from '#/composition/operations-app.ts'
import { patiently, runService } from '#/composition/run-service.ts'
import { standingBy } from '#/composition/standing-by.ts'
import { putInOrder } from '#/composition/warehouse-in-order.ts'
import { PROJECTOR_BATCH_EVENTS_MAX, PROJECTOR_INSERT_INTERVAL_MS } from '#/projector/batching.ts'
import { readProjectorConfig } from '#/projector/config.ts'
import { PROJECTOR_CHECKPOINT } from '#/projector/progress-record.ts'
import { keepProjected, refill, type RebuildOptions } from '#/projector/rebuild.ts'
import { consumerLag } from '#/server/metrics.ts'

/** The projector in a process of its own. Of several one projects; the others take over when it is gone. */
await runService('projector', readProjectorConfig, async (context) => {
  const { config, clock, logger, metrics } = context
  await using stores = await patiently(context, () => openLog(config.log, { clock }))
  await using opened = await patiently(context, () => openWarehouse(config.warehouse, { tables: 'as they are' }))
  const { warehouse, recreateWarehouse } = opened
  let position = 0 as Position
  const progress = consumerProgress(stores.log, () => [
    { name: 'projector', position, state: context.states()['projector'] ?? 'starting' },
  ])
  consumerLag(metrics, progress)
  const standby = standingBy(context, stores.checkpoints, { name: 'projector', fenced: [PROJECTOR_CHECKPOINT] })

  const project = async (signal: AbortSignal): Promise<void> => {
    const options: RebuildOptions = {
      ...stores,
      warehouse,
      projections: allProjections,
      batch_events_max: PROJECTOR_BATCH_EVENTS_MAX,
      insert_interval_ms: PROJECTOR_INSERT_INTERVAL_MS,
      announce: (projected) => (position = projected.position),
      signal,
      recreate: recreateWarehouse,
      onRefill: () => logger.warn({}, 'the warehouse is filled again from the log'),
    }
    // A warehouse that was lost is found again half made, when a refill failed or other processes are making its tables. Rows that came
    // before the views would never be counted.
    await putInOrder(
      { ...stores, ...opened },
      {
        inspection: { whole: false },
        other_version: 'refuse',
        say: (line) => logger.warn({}, line),
        refill: () => refill(options),
      },
    )
    await keepProjected(options)
  }
  const app = operationsApp({ ...context, role: standby.role })
  await listening(app, context, () =>
    standby.run(({ signal }) => context.supervised('projector', () => project(signal), signal)),
  )
})
