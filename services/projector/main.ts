import { enginesInOrder } from '#/composition/await-engines.ts'
import { logCheck, warehouseCheck } from '#/composition/engine-checks.ts'
import { consumerProgress } from '#/composition/consumer-progress.ts'
import { openLog } from '#/composition/open-log.ts'
import { openWarehouse } from '#/composition/open-warehouse.ts'
import { retryUntilAvailable, runService } from '#/composition/run-service.ts'
import { standingBy } from '#/composition/standing-by.ts'
import { putInOrder } from '#/composition/warehouse-in-order.ts'
import { listening } from '#/http/http-app.ts'
import { consumerLag } from '#/http/consumer-lag.ts'
import { tellStatements } from '#/http/statement-durations.ts'
import { operationsApp } from '#/http/operations-app.ts'
import { readProjectorConfig } from '#/projector/config.ts'
import { PROJECTOR_CHECKPOINT } from '#/projector/progress.ts'
import { startProjector } from '#/projector/start-projector.ts'

/**
 * The projector in a process of its own. Of several one projects; the others take over when it is
 * gone.
 */
await runService('projector', readProjectorConfig, async (context) => {
  const { config, clock, logger, metrics, loops } = context
  await enginesInOrder(context, [
    logCheck(config.log, clock),
    warehouseCheck(config.warehouse, clock),
  ])
  await using stores = await retryUntilAvailable(context, () => openLog(config.log, context))
  await using opened = await retryUntilAvailable(context, () =>
    openWarehouse(config.warehouse, { tables: 'as they are' }),
  )
  opened.onStatement(tellStatements({ metrics, logger, slow_ms: config.slow_statement_ms }))
  const standby = standingBy(context, stores.checkpoints, {
    name: 'projector',
    fenced: [PROJECTOR_CHECKPOINT],
  })
  const app = operationsApp({ ...context, role: standby.role })
  await listening(app, context, async () => {
    await using projector = startProjector({
      ...context,
      ...stores,
      ...opened,
      whileActive: standby.whileActive,
      // A warehouse that was lost is found again half made, when a refill failed or other processes
      // are making its tables. Rows that came before the views would never be counted.
      putInOrder: (refillFromLog) =>
        putInOrder(
          { ...stores, ...opened },
          {
            inspection: { whole: false },
            other_version: 'refuse',
            say: (line) => logger.warn({}, line),
            refill: refillFromLog,
          },
        ),
      onRefill: () => logger.warn({}, 'the warehouse is filled again from the log'),
    })
    const { projected } = projector
    const progress = consumerProgress(stores.log, () => {
      const { position, ordinal } = projected.current()
      const state = loops.states()['projector'] ?? 'starting'
      return [{ name: 'projector', position, ordinal, state }]
    })
    consumerLag(metrics, progress)
    await projector.ended
  })
})
