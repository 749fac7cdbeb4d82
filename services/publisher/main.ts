import { openBus, makeTopics } from '#/composition/open-bus.ts'
import { openLog } from '#/composition/open-log.ts'
import { listening, operationsApp } from '#/composition/operations-app.ts'
import { patiently, runService } from '#/composition/run-service.ts'
import { standingBy } from '#/composition/standing-by.ts'
import { readPublisherConfig } from '#/publisher/config.ts'
import { PUBLISHER_CHECKPOINT, runPublisher } from '#/publisher/publisher.ts'

/** The publisher in a process of its own. Of several one publishes. */

const BATCH_EVENTS_MAX = 1_000

await runService('publisher', readPublisherConfig, async (context) => {
  const { config, clock, logger } = context
  await using stores = await patiently(context, () => openLog(config.log, { clock }))
  await using bus = openBus(config.bus, logger)
  const standby = standingBy(context, stores.checkpoints, { name: 'publisher', fenced: [PUBLISHER_CHECKPOINT] })
  const app = operationsApp({ ...context, role: standby.role })
  await listening(app, context, () =>
    standby.run(async ({ signal }) =>
      context.supervised(
        'publisher',
        async () => {
          await makeTopics(bus, config.bus)
          await runPublisher({ ...stores, bus, batch_events_max: BATCH_EVENTS_MAX, signal })
        },
        signal,
      ),
    ),
  )
})
