import fastify, { type FastifyInstance } from 'fastify'
import type { Registry } from 'prom-client'
import type { LeaseRole } from '#/lease.ts'
import type { ClockView } from '#/clock-view.ts'
import type { LogWritability } from '#/log-writability.ts'
import type { ServiceContext } from '#/composition/run-service.ts'
import { answerBelowFramework, BELOW_FRAMEWORK } from '#/server/below-framework.ts'
import { CONNECTION_IDLE_MS_MAX, limitConnections } from '#/server/connection-limits.ts'
import { answerErrors, refuseUnknownRoutes } from '#/server/error-answers.ts'
import type { ServerLogger } from '#/server/request-log.ts'
import { protectFromBrowsers, type AllowedHosts } from '#/server/security-headers.ts'
import type { LoopState } from '#/supervise.ts'

export interface OperationsOptions {
  readonly metrics: Registry
  readonly logger: ServerLogger
  /** What each loop is doing. The process is ready while all are running, or while it stands by. */
  readonly states: () => Readonly<Record<string, LoopState>>
  /** Null for a process that never stands by. */
  readonly role?: () => LeaseRole | null
  /** Of a process that writes what others send. Default: nobody asks. */
  readonly writes?: LogWritability
  /** Host names that it answers for. Default: any, because probes and scrapers call it by its address. */
  readonly hosts?: AllowedHosts
  /** How the process stands with the time, where it writes to the log. */
  readonly time?: () => ClockView
}

/** What those who operate a process ask it: `/health/live`, `/health/ready`, `/metrics`. Not listening yet. */
export function operationsApp({
  metrics,
  states,
  logger,
  role = () => null,
  writes,
  hosts = 'any',
  time,
}: OperationsOptions): FastifyInstance {
  // A stream of events takes as long as it takes.
  const app = fastify({
    logger: false,
    ...BELOW_FRAMEWORK,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    connectionTimeout: CONNECTION_IDLE_MS_MAX,
    requestTimeout: 0,
  })
  answerBelowFramework(app)
  limitConnections(app)
  protectFromBrowsers(app, hosts)
  refuseUnknownRoutes(app)
  answerErrors(app, logger)
  app.get('/health/live', async () => ({ status: 'live' }))
  app.get('/health/ready', async (_request, reply) => {
    const loops = Object.entries(states()).map(([name, state]) => ({ name, state }))
    const log_takes_events = writes === undefined || (await writes.canWrite())
    const ready = log_takes_events && (role() === 'standby' || loops.every(({ state }) => state === 'running'))
    if (!ready) reply.header('retry-after', 2)
    const clock = time === undefined ? {} : { clock: time() }
    return reply
      .code(ready ? 200 : 503)
      .send({ status: ready ? 'ready' : 'starting', role: role(), loops, log_takes_events, ...clock })
  })
  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.metrics()))
  return app
}

/** Listens until the work ends, and closes before its stores do. */
export async function listening(
  app: FastifyInstance,
  { config, logger }: ServiceContext<{ readonly host: string; readonly port: number }>,
  work: () => Promise<void>,
): Promise<void> {
  await app.listen({ host: config.host, port: config.port })
  logger.info({ origin: app.listeningOrigin }, 'listening')
  try {
    await work()
  } finally {
    await app.close()
  }
}
