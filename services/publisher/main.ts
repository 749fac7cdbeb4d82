import { enginesInOrder } from '#/composition/await-engines.ts'
import { busCheck, logCheck } from '#/composition/engine-checks.ts'
import { openBus } from '#/composition/open-bus.ts'
import { openLog } from '#/composition/open-log.ts'
import { retryUntilAvailable, runService } from '#/composition/run-service.ts'
import { standingBy } from '#/composition/standing-by.ts'
import { listening } from '#/http/http-app.ts'
import { operationsApp } from '#/http/operations-app.ts'
import { readPublisherConfig } from '#/publisher/config.ts'
import { PUBLISHER_CHECKPOINT } from '#/publisher/publisher.ts'
import { startPublisher } from '#/publisher/start-publisher.ts'

/** The publisher in a process of its own. Of several one publishes. */
await runService('publisher', readPublisherConfig, async (context) => {
  const { config, clock, logger } = context
  await enginesInOrder(context, [logCheck(config.log, clock), busCheck(config.bus, logger)])
  await using stores = await retryUntilAvailable(context, () => openLog(config.log, context))
  await using bus = openBus(config.bus, logger)
  const standby = standingBy(context, stores.checkpoints, {
    name: 'publisher',
    fenced: [PUBLISHER_CHECKPOINT],
  })
  const app = operationsApp({ ...context, role: standby.role })
  await listening(app, context, async () => {
    await using publisher = startPublisher({
      ...context,
      ...stores,
      now: () => clock.now(),
      whileActive: standby.whileActive,
      bus,
      bus_settings: config.bus,
    })
    await publisher.ended
  })
})
