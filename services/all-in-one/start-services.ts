import type { FastifyInstance } from 'fastify'
import { collectDefaultMetrics, Registry } from 'prom-client'
import type { Logger } from '@jianwei/infra/runtime/logger.ts'
import type { Config } from '#/all-in-one/config.ts'
import type { Stores } from '#/all-in-one/stores.ts'
import { countedTrail } from '#/audit/counted-trail.ts'
import type { ConsoleFiles } from '#/console/console-files.ts'
import { dropLeftovers } from '#/backtest/scratch-tables.ts'
import { watchTime } from '#/composition/clock/trusted-time.ts'
import { consumerProgress } from '#/composition/consumer-progress.ts'
import { openEvidence } from '#/composition/open-evidence.ts'
import { noticeDesk, openOutward } from '#/composition/open-outward.ts'
import type { OpenTelemetry } from '#/composition/open-telemetry.ts'
import { openBus } from '#/composition/open-bus.ts'
import { finishRefill } from '#/composition/warehouse-in-order.ts'
import { memoryMetrics } from '#/evaluation/memory-metrics.ts'
import { tellEvaluations } from '#/http/evaluation-durations.ts'
import { dueQueueMetrics } from '#/duties/due-queue-metrics.ts'
import { tellStatements } from '#/http/statement-durations.ts'
import { allowedHosts } from '#/http/security-headers.ts'
import { startIntake } from '#/intake/start-intake.ts'
import { auditMetrics } from '#/ledger-audit/audit-metrics.ts'
import { alwaysActive } from '#/lifecycle/lease.ts'
import { supervisedLoops } from '#/lifecycle/loops.ts'
import type { Running } from '#/lifecycle/running.ts'
import { startNotices } from '#/notices/start-notices.ts'
import { startProjector } from '#/projector/start-projector.ts'
import { startPublisher } from '#/publisher/start-publisher.ts'
import { RuleReader, type RuleRegistry, type RuleTexts } from '#/rules/rule-book.ts'
import type { SentinelRound } from '#/sentinel/sentinel.ts'
import { startSentinel } from '#/sentinel/start-sentinel.ts'
import { openMap } from '#/server/map/deployed-map.ts'
import { startServer } from '#/server/start-server.ts'
import { principalNamed } from '#/sign-in/principals.ts'
import { startSignIn } from '#/sign-in/start-sign-in.ts'
import type { SecretFile } from '@jianwei/infra/runtime/secret-file.ts'
import type { TrustedClock } from '@jianwei/infra/runtime/trusted-clock.ts'

export interface AllParts {
  readonly config: Config
  readonly stores: Stores
  readonly console: ConsoleFiles
  readonly clock: TrustedClock
  readonly logger: Logger
  readonly telemetry: OpenTelemetry
  readonly registry: RuleRegistry
  readonly texts: RuleTexts
  readonly signal: AbortSignal
  readonly version: string
  readonly onRefill: () => void
  readonly onRound: (round: SentinelRound) => void
}

export interface AllRunning extends Running {
  /** The API with the routes of intake, not listening yet. Closed by who lets it listen. */
  readonly app: FastifyInstance
  /** Of a start that only this machine reaches; null elsewhere. */
  readonly local_token: SecretFile | null
}

/** Starts every service in this process. Nobody else has the stores, so none stands by. */
export async function startServices(parts: AllParts): Promise<AllRunning> {
  const { config, stores, clock, logger, telemetry, registry, texts, signal } = parts
  await using opened = new AsyncDisposableStack()
  const loops = supervisedLoops((loop, error) => logger.error({ loop, err: error }, 'loop failed'))
  const metrics = new Registry()
  collectDefaultMetrics({ register: metrics })
  telemetry.measure(metrics)
  stores.onStatement(tellStatements({ metrics, logger, slow_ms: config.slow_statement_ms }))
  const time = opened.use(watchTime({ log: stores.log, clock, logger, metrics }))
  const now = () => clock.now()
  const { tracing } = telemetry
  const said = { logger, metrics, tracing }
  const common = { ...stores, ...said, loops, signal, now, whileActive: alwaysActive }
  const signIn = opened.use(
    await startSignIn({
      ...common,
      identity: config.identity,
      host: config.host,
      data_dir: config.data_dir,
    }),
  )
  const bus =
    config.bus === null
      ? null
      : { client: opened.use(openBus(config.bus, logger)), settings: config.bus }

  const { mappings_dir, refused_kept, uploads } = config
  const audit = countedTrail(common, metrics)
  const intake = opened.use(
    startIntake({
      ...common,
      audit,
      bus,
      mappings_dir,
      refused_kept,
      uploads,
      bound: () => signIn.book.boundTopics(),
    }),
  )
  const projector = opened.use(
    startProjector({
      ...common,
      // It was put in order before anything was started.
      putInOrder: (refillFromLog) => finishRefill(stores, refillFromLog),
      onRefill: parts.onRefill,
    }),
  )
  const { projected, newest } = projector
  const sentinel = opened.use(
    startSentinel({
      ...common,
      projected,
      newest,
      // It reads up to its boundaries, the server up to the end.
      rules: () => new RuleReader(stores.warehouse, texts),
      onRound: parts.onRound,
      onEvaluated: tellEvaluations(metrics),
      link_by_itself: config.link_by_itself,
      facts_held_bytes: config.facts_held_bytes,
    }),
  )
  dueQueueMetrics(metrics, () => sentinel.duties())
  memoryMetrics(metrics, () => sentinel.memory())
  auditMetrics(metrics, () => sentinel.ledgerAudits())
  const publisher =
    bus === null
      ? null
      : opened.use(startPublisher({ ...common, bus: bus.client, bus_settings: bus.settings }))
  const outward = openOutward(config.notices)
  const notices = opened.use(startNotices({ ...common, outward }))

  if (config.warehouse.engine === 'chdb') await dropLeftovers(stores.warehouse)
  const stateOf = (loop: string) => loops.states()[loop] ?? 'starting'
  const server = opened.use(
    startServer({
      ...common,
      console: parts.console,
      audit,
      progress: consumerProgress(stores.log, () => {
        const { position, ordinal } = projected.current()
        return [
          { name: 'projector', position, ordinal, state: stateOf('projector') },
          { name: 'sentinel', ...sentinel.evaluated(), state: stateOf('sentinel') },
        ]
      }),
      rules: registry,
      evidence: await openEvidence(config.desk, logger),
      map: await openMap(config.data_dir, logger),
      second_person: config.desk.second_person,
      backtest_threads: config.backtest_threads,
      writes: intake.writes,
      notices: noticeDesk(outward, stores.checkpoints),
      time: time.view,
      allowed_hosts: allowedHosts(config.host),
      authenticate: signIn.authenticate,
      principal_of: (account) => principalNamed(signIn.book, account, signIn.local_token !== null),
      requests_per_minute: config.identity.requests_per_minute,
      trusted_proxies: config.identity.trusted_proxies,
      public_origin: config.identity.public_origin,
      version: parts.version,
    }),
  )
  await signIn.addRoutes(server.app)
  await intake.addRoutes(server.app)
  const running = [
    signIn,
    intake,
    projector,
    sentinel,
    notices,
    server,
    ...(publisher === null ? [] : [publisher]),
  ]
  const closing = opened.move()
  return {
    app: server.app,
    local_token: signIn.local_token,
    ended: Promise.all(running.map(({ ended }) => ended)).then(() => undefined),
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}
