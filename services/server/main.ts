import { randomUUID } from 'node:crypto'
import { BacktestJobs } from '#/backtest/backtest-jobs.ts'
import { consumerProgress } from '#/composition/consumer-progress.ts'
import { watchTime } from '#/composition/clock/trusted-time.ts'
import { openLog } from '#/composition/open-log.ts'
import { openWarehouse } from '#/composition/open-warehouse.ts'
import { listening } from '#/composition/operations-app.ts'
import { patiently, runService } from '#/composition/run-service.ts'
import { checkClock } from '#/start-checks/clock-check.ts'
import { WriteProbe } from '#/composition/write-probe.ts'
import { storedPlaces } from '#/composition/stored-places.ts'
import { assertNothingLost } from '#/composition/warehouse-in-order.ts'
import { traceOf } from '#/error-trace.ts'
import { repeat } from '#/repeat.ts'
import { RuleReader, rulesInForce } from '#/rule-book.ts'
import { ruleFailures, ruleOutcomes, suppressedWarnings, type RuleOutcome } from '#/sentinel/rule-outcomes.ts'
import { buildServer } from '#/server/app.ts'
import { readServerConfig } from '#/server/config.ts'
import { allowedHosts } from '#/server/security-headers.ts'
import packageJson from '../package.json' with { type: 'json' }

const HEAD_LOOK_MS = 1_000
const OUTCOMES_INTERVAL_MS = 60_000

/** The API in a process of its own, without intake. Any number may run. */
await runService('server', readServerConfig, async (context) => {
  const { config, clock, logger, metrics, signal } = context
  await using stores = await patiently(context, () => openLog(config.log, { clock }))
  await patiently(context, () => checkClock(stores, clock))
  await using time = watchTime({ ...context, log: stores.log })
  await using opened = await patiently(context, () => openWarehouse(config.warehouse))
  const { warehouse } = opened
  await patiently(context, () => assertNothingLost({ ...stores, warehouse }, (line) => logger.warn({}, line)))
  const rules = new RuleReader(warehouse)
  const progress = consumerProgress(stores.log, storedPlaces(stores.checkpoints))
  let outcomes: readonly RuleOutcome[] = []
  await using backtests = new BacktestJobs({
    warehouse,
    log: stores.log,
    head: async () => (await progress.consumers()).find(({ name }) => name === 'projector')?.position ?? 0,
    newId: randomUUID,
    onError: (error) => logger.error({ error: traceOf(error) }, 'backtest failed'),
  })
  const app = buildServer({
    warehouse,
    log: stores.log,
    progress,
    consumers_run: 'elsewhere',
    writes: new WriteProbe(stores.checkpoints),
    rules,
    now: () => clock.now(),
    time: time.view,
    rule_failures: { current: () => ruleFailures(outcomes), suppressed: () => suppressedWarnings(outcomes) },
    backtests,
    logger,
    metrics,
    allowed_hosts: allowedHosts(config.host),
    version: packageJson.version,
  })
  await listening(app, context, async () => {
    const looking = context.supervised('head', () => repeat(HEAD_LOOK_MS, signal, () => progress.look()))
    const judging = context.supervised('outcomes', () =>
      repeat(OUTCOMES_INTERVAL_MS, signal, async () => {
        const { published, shadows } = rulesInForce(await rules.current())
        outcomes = await ruleOutcomes(warehouse, [...published, ...shadows])
      }),
    )
    await Promise.all([looking, judging])
  })
})
