import type { Position } from '@jianwei/events/envelope.ts'
import { consumerProgress } from '#/composition/consumer-progress.ts'
import { watchTime } from '#/composition/clock/trusted-time.ts'
import { openLog } from '#/composition/open-log.ts'
import { openWarehouse } from '#/composition/open-warehouse.ts'
import { listening, operationsApp } from '#/composition/operations-app.ts'
import { patiently, runService } from '#/composition/run-service.ts'
import { checkClock } from '#/start-checks/clock-check.ts'
import { standingBy } from '#/composition/standing-by.ts'
import { assertNothingLost } from '#/composition/warehouse-in-order.ts'
import { logDuring, type Tenure } from '#/lease.ts'
import { StoredProjectedPosition } from '#/projector/stored-position.ts'
import { readSentinelConfig } from '#/sentinel/config.ts'
import { CLOCK_TICK_MS, SENTINEL_ROUND_INTERVAL_MS } from '#/sentinel/pacing.ts'
import { draftPacks } from '#/sentinel/draft-packs.ts'
import { readRuleFiles, shippedRules } from '#/sentinel/rule-files.ts'
import { SENTINEL_CHECKPOINT } from '#/sentinel/sentinel-record.ts'
import { DIFFERING_RULES, unreadableTeller } from '#/sentinel/rule-notices.ts'
import { runSentinel } from '#/sentinel/sentinel.ts'
import { keepTime } from '#/sentinel/timekeeper.ts'
import { RuleReader, RuleTexts } from '#/rule-book.ts'
import { consumerLag } from '#/server/metrics.ts'

/** The sentinel in a process of its own, with the timekeeper. Of several one evaluates; the others take over when it is gone. */
await runService('sentinel', readSentinelConfig, async (context) => {
  const { config, clock, logger, metrics } = context
  const ruleFiles = await readRuleFiles(shippedRules())
  const texts = new RuleTexts(ruleFiles)
  await using stores = await patiently(context, () => openLog(config.log, { clock }))
  await patiently(context, () => checkClock(stores, clock))
  await using time = watchTime({ ...context, log: stores.log })
  await using opened = await patiently(context, () => openWarehouse(config.warehouse))
  const { warehouse } = opened
  const { checkpoints } = stores
  let position = 0 as Position
  const progress = consumerProgress(stores.log, () => [
    { name: 'sentinel', position, state: context.states()['sentinel'] ?? 'starting' },
  ])
  consumerLag(metrics, progress)
  const standby = standingBy(context, checkpoints, { name: 'sentinel', fenced: [SENTINEL_CHECKPOINT] })

  const evaluate = async (tenure: Tenure): Promise<void> => {
    const { signal } = tenure
    // Nothing is said about facts that the log no longer holds.
    await assertNothingLost({ ...stores, warehouse }, (line) => logger.warn({}, line))
    const log = logDuring(tenure, stores.log)
    const { differing } = await draftPacks(log, ruleFiles, { publish: config.rules_published, now: clock.now() })
    if (differing.length > 0) logger.warn({ rules: differing }, DIFFERING_RULES)
    const tellUnreadable = unreadableTeller(logger)
    await runSentinel({
      log,
      warehouse,
      checkpoints,
      rules: new RuleReader(warehouse, texts),
      projected: new StoredProjectedPosition(checkpoints),
      round_interval_ms: SENTINEL_ROUND_INTERVAL_MS,
      signal,
      onRound: (round) => {
        position = round.position
        if (round.entries > 0) logger.debug({ ...round }, 'rules evaluated')
        tellUnreadable(round.unreadable)
      },
    })
  }
  const keep = (tenure: Tenure): Promise<void> =>
    keepTime({
      log: logDuring(tenure, stores.log),
      now: () => clock.now(),
      tick_ms: CLOCK_TICK_MS,
      signal: tenure.signal,
    })

  const app = operationsApp({ ...context, role: standby.role, time: time.view })
  await listening(app, context, () =>
    standby.run(async (tenure) => {
      await Promise.all([
        context.supervised('sentinel', () => evaluate(tenure), tenure.signal),
        context.supervised('time', () => keep(tenure), tenure.signal),
      ])
    }),
  )
})
