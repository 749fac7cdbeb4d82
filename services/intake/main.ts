import { busIntakeLoop } from '#/composition/bus-loops.ts'
import { watchTime } from '#/composition/clock/trusted-time.ts'
import { openBus } from '#/composition/open-bus.ts'
import { openLog } from '#/composition/open-log.ts'
import { listening, operationsApp } from '#/composition/operations-app.ts'
import { WriteProbe } from '#/composition/write-probe.ts'
import { patiently, runService } from '#/composition/run-service.ts'
import { checkClock } from '#/start-checks/clock-check.ts'
import { readIntakeConfig } from '#/intake/config.ts'
import { countTaken } from '#/intake/intake-metrics.ts'
import { createIntake } from '#/intake/intake.ts'
import { mappingFinder, SHIPPED_MAPPINGS } from '#/intake/mapping/mapping-files.ts'
import { createRedrive } from '#/intake/redrive.ts'
import { keepTellingRefusalCounts } from '#/intake/refusal-counts.ts'
import { tellingRefusals } from '#/intake/told-refusals.ts'
import { intakeRoutes } from '#/intake/routes.ts'
import { allowedHosts } from '#/server/security-headers.ts'
import { untilAborted } from '#/until-aborted.ts'

/** Intake in a process of its own: over HTTP, and from the bus where there is one. Several share the partitions. */
await runService('intake', readIntakeConfig, async (context) => {
  const { config, clock, logger, metrics, signal } = context
  await using opened = new AsyncDisposableStack()
  const stores = opened.use(await patiently(context, () => openLog(config.log, { clock })))
  await patiently(context, () => checkClock(stores, clock))
  const time = opened.use(watchTime({ ...context, log: stores.log }))
  const now = () => clock.now()
  const writes = new WriteProbe(stores.checkpoints)
  const intake = tellingRefusals(
    writes.watching(createIntake({ ...stores, now, quota: config.refused_kept, onTaken: countTaken(metrics) })),
    logger,
  )
  const mappingNamed = mappingFinder([...(config.mappings_dir === null ? [] : [config.mappings_dir]), SHIPPED_MAPPINGS])
  const redrive = createRedrive({ ...stores, intake, mappingNamed, now })
  const app = operationsApp({ ...context, hosts: allowedHosts(config.host), writes, time: time.view })
  await app.register(intakeRoutes, { intake, now, logger, quarantine: stores.quarantine, redrive })
  await listening(app, context, async () => {
    const counting = context.supervised('refusal counts', () => keepTellingRefusalCounts({ ...stores, now }, signal))
    await Promise.all([counting, takeFromBus()])
  })

  async function takeFromBus(): Promise<void> {
    if (config.bus === null) return untilAborted(signal)
    const bus = opened.use(openBus(config.bus, logger))
    const take = busIntakeLoop({ bus, settings: config.bus, intake, now, logger, metrics })
    await context.supervised('bus', () => take(signal))
  }
})
