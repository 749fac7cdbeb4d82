import fastify, { type FastifyInstance } from 'fastify'
import { serializerCompiler, validatorCompiler } from '@fastify/type-provider-zod'
import type { Registry } from 'prom-client'
import { isNestedTooDeep, NESTING_PROBLEM } from '@jianwei/events/nesting.ts'
import type { EventLog } from '@jianwei/events/ports/event-log.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { watchBodies, type BodyLimits } from '#/received-bodies.ts'
import type { RuleShelf } from '#/rule-book.ts'
import { CONNECTION_IDLE_MS_MAX, limitConnections, type ConnectionLimits } from '#/server/connection-limits.ts'
import { showDocs } from '#/server/docs.ts'
import { answerErrors, refuseUnknownRoutes } from '#/server/error-answers.ts'
import { consumerLag, requestDurations } from '#/server/metrics.ts'
import { answerBelowFramework, BELOW_FRAMEWORK } from '#/server/below-framework.ts'
import { bindCursors } from '#/bound-cursors.ts'
import type { Backtests } from '#/server/backtests.ts'
import { describeApi } from '#/server/openapi.ts'
import { RequestRefused } from '#/server/problem.ts'
import type { ClockView } from '#/clock-view.ts'
import type { LogWritability } from '#/log-writability.ts'
import type { Progress } from '#/server/progress.ts'
import type { RuleFailures } from '#/server/rule-failures.ts'
import { recordRequests, type ServerLogger } from '#/server/request-log.ts'
import { protectFromBrowsers, type AllowedHosts } from '#/server/security-headers.ts'
import { alertRoutes } from '#/server/routes/alerts.ts'
import { backtestRoutes } from '#/server/routes/backtests.ts'
import { completenessRoutes } from '#/server/routes/completeness.ts'
import { countRoutes } from '#/server/routes/counts.ts'
import { eventRoutes } from '#/server/routes/events.ts'
import { healthRoutes } from '#/server/routes/health.ts'
import { metricsRoutes } from '#/server/routes/metrics.ts'
import { ruleComparisonRoutes } from '#/server/routes/rule-comparison.ts'
import { ruleLifeRoutes } from '#/server/routes/rule-life.ts'
import { ruleRoutes } from '#/server/routes/rules.ts'
import { shadowWarningRoutes } from '#/server/routes/shadow-warnings.ts'
import { sourceRoutes } from '#/server/routes/sources.ts'
import { subjectHistoryRoutes } from '#/server/routes/subject-history.ts'
import { subjectRoutes } from '#/server/routes/subjects.ts'
import { warningExplanationRoutes } from '#/server/routes/warning-explanation.ts'
import { warningRoutes } from '#/server/routes/warnings.ts'

export interface ServerOptions {
  readonly warehouse: Warehouse
  readonly log: EventLog
  readonly progress: Progress
  /** `elsewhere`: in other processes, so that this one is ready without them. Default: here. */
  readonly consumers_run?: 'here' | 'elsewhere'
  /** The rules in the log, all versions. */
  readonly rules: RuleShelf
  /** When people's steps are said to have happened. */
  readonly now: () => Instant
  /** How the process stands with the time, for health. */
  readonly time?: () => ClockView
  readonly rule_failures: RuleFailures
  readonly backtests: Backtests
  readonly logger: ServerLogger
  /** What `/metrics` shows. Intake and others may have registered theirs. */
  readonly metrics: Registry
  /** Whether the log takes events. */
  readonly writes: LogWritability
  /** Host names the server answers for. */
  readonly allowed_hosts: AllowedHosts
  /** A request that takes longer is answered 503 and its queries are stopped. Default: 30 seconds. */
  readonly answer_timeout_ms?: number
  /** Where they are not the usual. */
  readonly connection_limits?: ConnectionLimits
  readonly body_limits?: BodyLimits
  /** The program's version, for the API's description. */
  readonly version: string
}

const PARAM_CHARACTERS_MAX = 500
const ANSWER_TIMEOUT_MS = 30_000

/**
 * The HTTP API, not listening yet. Further plugins (intake) may be registered on it before it is ready: their errors become
 * problems and their routes appear in `/openapi.json`. `close` waits for the requests in hand; it closes no dependency.
 */
export function buildServer(options: ServerOptions): FastifyInstance {
  const app = fastify({
    logger: false,
    ...BELOW_FRAMEWORK,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    connectionTimeout: CONNECTION_IDLE_MS_MAX,
    // Subject ids may be longer than Fastify's 100 characters.
    routerOptions: { maxParamLength: PARAM_CHARACTERS_MAX },
  })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  recordRequests(app, options.logger, requestDurations(options.metrics))
  consumerLag(options.metrics, options.progress)
  answerBelowFramework(app)
  limitConnections(app, options.connection_limits)
  answerErrors(app, options.logger)
  protectFromBrowsers(app, options.allowed_hosts)
  refuseUnknownRoutes(app)
  describeApi(app, options)
  showDocs(app)
  app.register(async (api) => {
    bindCursors(api)
    // Only for the routes of this service: an intake stream may take as long as it takes.
    api.addHook('onRoute', (route) => {
      route.handlerTimeout = options.answer_timeout_ms ?? ANSWER_TIMEOUT_MS
    })
    watchBodies(api, options.body_limits)
    api.addHook('preValidation', async ({ body }) => {
      // Before a schema, a rule or an outcome recurses over it.
      if (isNestedTooDeep(body)) throw new RequestRefused('BODY_UNREADABLE', NESTING_PROBLEM)
    })
    await api.register(alertRoutes, options)
    await api.register(warningRoutes, options)
    await api.register(warningExplanationRoutes, options)
    await api.register(subjectRoutes, options)
    await api.register(subjectHistoryRoutes, options)
    await api.register(ruleRoutes, options)
    await api.register(backtestRoutes, options)
    await api.register(ruleLifeRoutes, options)
    await api.register(ruleComparisonRoutes, options)
    await api.register(shadowWarningRoutes, options)
    await api.register(completenessRoutes, options)
    await api.register(countRoutes, options)
    await api.register(eventRoutes, options)
    await api.register(sourceRoutes, options)
    await api.register(healthRoutes, options)
    await api.register(metricsRoutes, options)
  })
  return app
}
