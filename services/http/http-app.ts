import fastify, { type FastifyInstance } from 'fastify'
import { serializerCompiler, validatorCompiler } from '@fastify/type-provider-zod'
import type { Registry } from 'prom-client'
import { NO_TRACING, type Tracing } from '@jianwei/events/ports/tracing.ts'
import {
  answerBelowFramework,
  BELOW_FRAMEWORK,
  CONNECTION_IDLE_MS_MAX,
  limitConnections,
  type ConnectionLimits,
} from '#/http/below-framework.ts'
import { answerInLanguage } from '#/http/answer-language.ts'
import { authenticateRequests, type Authenticate } from '#/http/authentication.ts'
import { authoriseRequests } from '#/http/authorisation.ts'
import { noticeLeaving } from '#/http/client-gone.ts'
import {
  answerErrors,
  refuseUnknownRoutes,
  type AnswerUnknown,
  type OwnRefusal,
} from '#/http/error-answers.ts'
import { listeningAddress } from '#/http/listening-address.ts'
import { maskAnswers } from '#/http/masked-answers.ts'
import { traceRequests } from '#/http/request-spans.ts'
import { recordRequests, type HttpLogger, requestDurations } from '#/http/request-log.ts'
import { protectFromBrowsers, type AllowedHosts } from '#/http/security-headers.ts'

const PARAM_CHARACTERS_MAX = 500

export interface HttpAppOptions {
  readonly logger: HttpLogger
  /** What `/metrics` shows; the durations of requests are among it. */
  readonly metrics: Registry
  /** Host names that it answers for. */
  readonly hosts: AllowedHosts
  /** What errors of the service's own mean. Routes in plugins may have another answer. */
  readonly ownRefusal?: OwnRefusal
  /** What may be at addresses that are none of the routes'. Default: nothing. */
  readonly answerUnknown?: AnswerUnknown
  /** Where they are not the usual. */
  readonly connection_limits?: ConnectionLimits
  readonly authenticate: Authenticate
  /** Where requests are spans. Default: nowhere. */
  readonly tracing?: Tracing
  /** Addresses of proxies that say truly for whom they ask. Default: none. */
  readonly trusted_proxies?: readonly string[]
}

/**
 * What every process answers over HTTP with, not listening yet and without routes: errors as
 * problems, limits, protective headers, a log line and a measurement for each request. `close`
 * waits for the requests in hand.
 */
export function httpApp(options: HttpAppOptions): FastifyInstance {
  const { logger, metrics, hosts, ownRefusal, connection_limits, authenticate } = options
  const { trusted_proxies = [], tracing = NO_TRACING } = options
  const app = fastify({
    logger: false,
    ...BELOW_FRAMEWORK,
    ...(trusted_proxies.length === 0 ? {} : { trustProxy: [...trusted_proxies] }),
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    connectionTimeout: CONNECTION_IDLE_MS_MAX,
    // A stream of events takes as long as it takes.
    requestTimeout: 0,
    // Subject ids may be longer than Fastify's 100 characters.
    routerOptions: { maxParamLength: PARAM_CHARACTERS_MAX },
  })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  noticeLeaving(app)
  traceRequests(app, tracing)
  recordRequests(app, logger, requestDurations(metrics))
  answerBelowFramework(app)
  limitConnections(app, connection_limits)
  answerErrors(app, logger, ownRefusal)
  protectFromBrowsers(app, hosts)
  authenticateRequests(app, authenticate)
  authoriseRequests(app)
  maskAnswers(app)
  answerInLanguage(app)
  refuseUnknownRoutes(app, options.answerUnknown)
  return app
}

export interface Listening {
  readonly config: { readonly host: string; readonly port: number }
  readonly logger: HttpLogger
}

/** Listens until the work ends, and closes before what the work needs is closed. */
export async function listening(
  app: FastifyInstance,
  { config, logger }: Listening,
  work: () => Promise<void>,
): Promise<void> {
  await app.listen({ host: config.host, port: config.port })
  logger.info({ ...listeningAddress(app) }, 'listening')
  try {
    await work()
  } finally {
    await app.close()
  }
}
