import type { FastifyInstance, FastifyRequest, FastifySchema } from 'fastify'
import type { ClockView } from '#/http/clock-view.ts'
import { RETRY_AFTER_S } from '#/http/problem-kinds.ts'
import type { HttpLogger } from '#/http/request-log.ts'

/** Whether a process can do what it is for, and what it says of that. */
export interface Readiness {
  readonly ready: boolean
  readonly says: { readonly status: string } & Readonly<Record<string, unknown>>
}

export interface HealthRoutes {
  /** Told when the process becomes ready, and when it is no longer. */
  readonly logger: Pick<HttpLogger, 'info'>
  readonly readiness: (request: FastifyRequest) => Promise<Readiness>
  /** How the process stands with the time, where it goes by one. */
  readonly time?: (() => ClockView) | undefined
  /** For the description of the API, where the process has one. */
  readonly described?: { readonly live: FastifySchema; readonly ready: FastifySchema }
}

/**
 * `/health/live`: the process answers. `/health/ready`: 200, or 503 while it is not ready. Both are
 * open, because whoever operates the process has no account.
 */
export function answerHealth(
  app: FastifyInstance,
  { logger, readiness, time, described }: HealthRoutes,
): void {
  const config = { open: true, routine: true } as const
  let told: boolean | undefined
  app.get('/health/live', { config, schema: described?.live ?? {} }, async () => ({
    status: 'live',
  }))
  app.get('/health/ready', { config, schema: described?.ready ?? {} }, async (request, reply) => {
    const { ready, says } = await readiness(request)
    // Probes come every few seconds; what is worth a line is that the answer is another one.
    if (ready !== told) logger.info({ status: says.status }, ready ? 'ready' : 'not ready')
    told = ready
    if (!ready) reply.header('retry-after', RETRY_AFTER_S)
    const clock = time === undefined ? {} : { clock: time() }
    return reply.code(ready ? 200 : 503).send({ ...says, ...clock })
  })
}
