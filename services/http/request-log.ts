import type { FastifyInstance } from 'fastify'
import { Histogram, type Registry } from 'prom-client'
import { withinSpanOf } from '#/http/request-spans.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Asked by machines all the time, such as a health check: no line at `info` for each. */
    routine?: true
  }
}

/** Where a process that answers over HTTP writes its log lines: objects, not sentences. */
export interface HttpLogger {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  error(fields: object, message: string): void
}

interface AnsweredRequest {
  readonly method: string
  readonly route: string
  readonly status: number
  readonly duration_ms: number
}

interface RequestDurations {
  observe(answered: AnsweredRequest): void
}

/**
 * Registers the request durations in `registry`. Labels have few values: the route's pattern, never
 * an address.
 */
export function requestDurations(registry: Registry): RequestDurations {
  const histogram = new Histogram({
    name: 'jianwei_http_request_duration_seconds',
    help: 'Time from the request to its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  })
  return {
    observe({ method, route, status, duration_ms }) {
      histogram.observe({ method, route, status }, duration_ms / 1000)
    },
  }
}

/**
 * One line and one observation for each answered request; what machines ask all the time has its
 * line at `debug`. The line names the route's pattern
 * instead of the address, because addresses carry search words and subject ids; bodies and headers
 * stay out as well.
 */
export function recordRequests(
  app: FastifyInstance,
  logger: HttpLogger,
  durations: RequestDurations,
): void {
  app.addHook('onResponse', async (request, reply) => {
    const answered = {
      request_id: request.id,
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      duration_ms: Math.round(reply.elapsedTime * 1000) / 1000,
    }
    withinSpanOf(request, () => {
      if (request.routeOptions.config.routine === true) logger.debug(answered, 'request answered')
      else logger.info(answered, 'request answered')
    })
    durations.observe(answered)
  })
}
