import { enginesInOrder } from '#/composition/await-engines.ts'
import { logCheck, warehouseCheck } from '#/composition/engine-checks.ts'
import { consoleAsBuilt } from '#/console/console-files.ts'
import { watchTime } from '#/composition/clock/trusted-time.ts'
import { consumerProgress } from '#/composition/consumer-progress.ts'
import { openEvidence } from '#/composition/open-evidence.ts'
import { noticeDesk, openOutward } from '#/composition/open-outward.ts'
import { openLog } from '#/composition/open-log.ts'
import { openWarehouse } from '#/composition/open-warehouse.ts'
import { retryUntilAvailable, runService } from '#/composition/run-service.ts'
import { checkSharedFolder } from '#/composition/shared-folder.ts'
import { storedPositions } from '#/composition/stored-positions.ts'
import { assertNothingLost } from '#/composition/warehouse-in-order.ts'
import { WriteProbe } from '#/composition/write-probe.ts'
import { listening } from '#/http/http-app.ts'
import { tellStatements } from '#/http/statement-durations.ts'
import { allowedHosts } from '#/http/security-headers.ts'
import { RuleReader } from '#/rules/rule-book.ts'
import { readServerConfig } from '#/server/config.ts'
import { openMap } from '#/server/map/deployed-map.ts'
import { startServer } from '#/server/start-server.ts'
import { principalNamed } from '#/sign-in/principals.ts'
import { startSignIn } from '#/sign-in/start-sign-in.ts'
import { checkClock } from '#/start-checks/clock-check.ts'
import packageJson from '../package.json' with { type: 'json' }

/** The API in a process of its own, without intake. Any number may run. */
await runService('server', readServerConfig, async (context) => {
  const { config, clock, logger, metrics } = context
  await enginesInOrder(context, [
    logCheck(config.log, clock),
    warehouseCheck(config.warehouse, clock),
  ])
  await using stores = await retryUntilAvailable(context, () => openLog(config.log, context))
  await retryUntilAvailable(context, () => checkClock(stores, clock))
  const evidence = {
    name: 'evidence',
    path: config.desk.evidence_dir,
    variable: 'EVIDENCE_DIR',
  } as const
  await retryUntilAvailable(context, () => checkSharedFolder({ ...context, ...stores }, evidence))
  await using time = watchTime({ ...context, log: stores.log })
  await using opened = await retryUntilAvailable(context, () => openWarehouse(config.warehouse))
  const { warehouse } = opened
  opened.onStatement(tellStatements({ metrics, logger, slow_ms: config.slow_statement_ms }))
  await retryUntilAvailable(context, () =>
    assertNothingLost({ ...stores, warehouse }, (line) => logger.warn({}, line)),
  )
  await using signIn = await startSignIn({
    ...context,
    ...stores,
    now: () => clock.now(),
    identity: config.identity,
    host: config.host,
    data_dir: config.data_dir,
  })
  await using server = startServer({
    ...context,
    authenticate: signIn.authenticate,
    principal_of: (account) => principalNamed(signIn.book, account, signIn.local_token !== null),
    requests_per_minute: config.identity.requests_per_minute,
    trusted_proxies: config.identity.trusted_proxies,
    public_origin: config.identity.public_origin,
    warehouse,
    console: consoleAsBuilt(),
    log: stores.log,
    checkpoints: stores.checkpoints,
    standing: stores.standing,
    progress: consumerProgress(stores.log, storedPositions(stores)),
    consumers_run: 'elsewhere',
    writes: new WriteProbe(stores.checkpoints),
    notices: noticeDesk(openOutward(config.notices), stores.checkpoints),
    rules: new RuleReader(warehouse),
    evidence: await openEvidence(config.desk, logger),
    map: await openMap(config.data_dir, logger),
    second_person: config.desk.second_person,
    backtest_threads: config.backtest_threads,
    now: () => clock.now(),
    time: time.view,
    allowed_hosts: allowedHosts(config.host),
    version: packageJson.version,
  })
  await signIn.addRoutes(server.app)
  await listening(server.app, context, () => server.ended)
})
