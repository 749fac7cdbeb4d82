import { enginesInOrder } from '#/composition/await-engines.ts'
import { logCheck, warehouseCheck } from '#/composition/engine-checks.ts'
import { watchTime } from '#/composition/clock/trusted-time.ts'
import { consumerProgress } from '#/composition/consumer-progress.ts'
import { openLog } from '#/composition/open-log.ts'
import { openWarehouse } from '#/composition/open-warehouse.ts'
import { retryUntilAvailable, runService } from '#/composition/run-service.ts'
import { standingBy } from '#/composition/standing-by.ts'
import { assertNothingLost } from '#/composition/warehouse-in-order.ts'
import { DUTIES_CHECKPOINT } from '#/duties/duty-record.ts'
import { publishShippedLimits } from '#/duties/limit-book.ts'
import { listening } from '#/http/http-app.ts'
import { memoryMetrics } from '#/evaluation/memory-metrics.ts'
import { tellEvaluations } from '#/http/evaluation-durations.ts'
import { dueQueueMetrics } from '#/duties/due-queue-metrics.ts'
import { consumerLag } from '#/http/consumer-lag.ts'
import { tellStatements } from '#/http/statement-durations.ts'
import { operationsApp } from '#/http/operations-app.ts'
import { StoredProjectedPosition } from '#/projector/progress.ts'
import { draftPacks } from '#/rules/draft-packs.ts'
import { RuleReader, RuleTexts, DIFFERING_RULES } from '#/rules/rule-book.ts'
import { readRuleFiles, shippedRules } from '#/rules/rule-files.ts'
import { auditMetrics } from '#/ledger-audit/audit-metrics.ts'
import { LEDGER_AUDIT_CHECKPOINT, type LedgerAuditStanding } from '#/ledger-audit/audit-record.ts'
import { LINKS_CHECKPOINT } from '#/links/follow-links.ts'
import { readSentinelConfig } from '#/sentinel/config.ts'
import { ROUTING_CHECKPOINT } from '#/routing/routing.ts'
import { SENTINEL_CHECKPOINT } from '#/sentinel/sentinel-record.ts'
import { startSentinel } from '#/sentinel/start-sentinel.ts'
import { checkClock } from '#/start-checks/clock-check.ts'

/**
 * The sentinel in a process of its own, with the timekeeper. Of several one evaluates; the others
 * take over when it is gone.
 */
await runService('sentinel', readSentinelConfig, async (context) => {
  const { config, clock, logger, metrics, loops } = context
  await enginesInOrder(context, [
    logCheck(config.log, clock),
    warehouseCheck(config.warehouse, clock),
  ])
  const ruleFiles = await readRuleFiles(shippedRules())
  const texts = new RuleTexts(ruleFiles)
  await using stores = await retryUntilAvailable(context, () => openLog(config.log, context))
  await retryUntilAvailable(context, () => checkClock(stores, clock))
  await using time = watchTime({ ...context, log: stores.log })
  await using opened = await retryUntilAvailable(context, () => openWarehouse(config.warehouse))
  const { warehouse } = opened
  opened.onStatement(tellStatements({ metrics, logger, slow_ms: config.slow_statement_ms }))
  const standby = standingBy(context, stores.checkpoints, {
    name: 'sentinel',
    fenced: [
      SENTINEL_CHECKPOINT,
      ROUTING_CHECKPOINT,
      LINKS_CHECKPOINT,
      DUTIES_CHECKPOINT,
      LEDGER_AUDIT_CHECKPOINT,
    ],
  })
  let audits: () => LedgerAuditStanding | undefined = () => undefined
  const app = operationsApp({
    ...context,
    role: standby.role,
    time: time.view,
    work: () => workHealth(audits()),
  })
  await listening(app, context, async () => {
    await using sentinel = startSentinel({
      ...context,
      ...stores,
      warehouse,
      whileActive: standby.whileActive,
      projected: new StoredProjectedPosition(stores.checkpoints),
      rules: () => new RuleReader(warehouse, texts),
      now: () => clock.now(),
      onEvaluated: tellEvaluations(metrics),
      link_by_itself: config.link_by_itself,
      facts_held_bytes: config.facts_held_bytes,
      async prepare(log) {
        // Nothing is said about facts that the log no longer holds.
        await assertNothingLost({ ...stores, warehouse }, (line) => logger.warn({}, line))
        await publishShippedLimits(log, clock.now())
        const { differing } = await draftPacks(log, ruleFiles, {
          publish: config.rules_published,
          now: clock.now(),
        })
        if (differing.length > 0) logger.warn({ rules: differing }, DIFFERING_RULES)
      },
    })
    const progress = consumerProgress(stores.log, () => {
      const state = loops.states()['sentinel'] ?? 'starting'
      return [{ name: 'sentinel', ...sentinel.evaluated(), state }]
    })
    consumerLag(metrics, progress)
    dueQueueMetrics(metrics, () => sentinel.duties())
    memoryMetrics(metrics, () => sentinel.memory())
    audits = () => sentinel.ledgerAudits()
    auditMetrics(metrics, audits)
    await sentinel.ended
  })
})

function workHealth(audits: LedgerAuditStanding | undefined) {
  const { rules: _, ...counts } = audits ?? { rules: [], differences: 0 }
  return {
    in_order: counts.differences === 0,
    says: { ledger_audit: audits === undefined ? null : counts },
  }
}
