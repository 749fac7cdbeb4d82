import { enginesInOrder } from '#/composition/await-engines.ts'
import { busCheck, logCheck } from '#/composition/engine-checks.ts'
import { countedTrail } from '#/audit/counted-trail.ts'
import { watchTime } from '#/composition/clock/trusted-time.ts'
import { openBus } from '#/composition/open-bus.ts'
import { openLog } from '#/composition/open-log.ts'
import { retryUntilAvailable, runService } from '#/composition/run-service.ts'
import { listening } from '#/http/http-app.ts'
import { operationsApp } from '#/http/operations-app.ts'
import { allowedHosts } from '#/http/security-headers.ts'
import { readIntakeConfig } from '#/intake/config.ts'
import { startIntake } from '#/intake/start-intake.ts'
import { limitRates } from '#/http/rate-limits.ts'
import { startSignIn } from '#/sign-in/start-sign-in.ts'
import { checkSharedFolder } from '#/composition/shared-folder.ts'
import { standingBy } from '#/composition/standing-by.ts'
import { checkClock } from '#/start-checks/clock-check.ts'

/**
 * Intake in a process of its own: over HTTP, and from the bus where there is one. Several share the
 * partitions.
 */
await runService('intake', readIntakeConfig, async (context) => {
  const { config, clock, logger } = context
  await enginesInOrder(context, [
    logCheck(config.log, clock),
    ...(config.bus === null ? [] : [busCheck(config.bus, logger)]),
  ])
  await using opened = new AsyncDisposableStack()
  const stores = opened.use(await retryUntilAvailable(context, () => openLog(config.log, context)))
  await retryUntilAvailable(context, () => checkClock(stores, clock))
  const uploads = {
    name: 'uploads',
    path: config.uploads.folder,
    variable: 'UPLOADS_DIR',
  } as const
  await retryUntilAvailable(context, () => checkSharedFolder({ ...context, ...stores }, uploads))
  const time = opened.use(watchTime({ ...context, log: stores.log }))
  const signIn = opened.use(
    await startSignIn({
      ...context,
      ...stores,
      now: () => clock.now(),
      identity: config.identity,
      host: config.host,
      data_dir: config.data_dir,
    }),
  )
  const bus =
    config.bus === null
      ? null
      : { client: opened.use(openBus(config.bus, logger)), settings: config.bus }
  const now = () => clock.now()
  const standby = standingBy(context, stores.checkpoints, { name: 'imports', fenced: [] })
  const intake = opened.use(
    startIntake({
      ...context,
      ...stores,
      audit: countedTrail({ log: stores.log, now }, context.metrics),
      bus,
      mappings_dir: config.mappings_dir,
      refused_kept: config.refused_kept,
      uploads: config.uploads,
      whileActive: standby.whileActive,
      bound: () => signIn.book.boundTopics(),
      now,
    }),
  )
  const app = operationsApp({
    ...context,
    authenticate: signIn.authenticate,
    trusted_proxies: config.identity.trusted_proxies,
    hosts: allowedHosts(config.host),
    writes: intake.writes,
    time: time.view,
  })
  limitRates(app, { per_minute: config.identity.requests_per_minute })
  await intake.addRoutes(app)
  await listening(app, context, () => intake.ended)
})
