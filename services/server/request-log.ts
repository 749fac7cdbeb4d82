import type { FastifyInstance } from 'fastify'
import type { RequestDurations } from '#/server/metrics.ts'

/** Where the server writes its log lines: objects, not sentences. */
export interface ServerLogger {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  error(fields: object, message: string): void
}

/**
 * One line and one observation for each answered request. The line names the route's pattern instead of the address,
 * because addresses carry search words and subject ids; bodies and headers stay out as well.
 */
export function recordRequests(app: FastifyInstance, logger: ServerLogger, durations: RequestDurations): void {
  app.addHook('onResponse', async (request, reply) => {
    const answered = {
      request_id: request.id,
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      duration_ms: Math.round(reply.elapsedTime * 1000) / 1000,
    }
    logger.info(answered, 'request answered')
    durations.observe(answered)
  })
}
