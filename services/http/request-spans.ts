import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Span, Tracing } from '@jianwei/events/ports/tracing.ts'
import { parseTraceParent } from '@jianwei/events/trace-parent.ts'

const spans = new WeakMap<FastifyRequest, Span>()

/**
 * A span for each request, within the sender's where the header `traceparent` names one. It is
 * named by the route's pattern, never by an address. Before everything that is to be part of it.
 */
export function traceRequests(app: FastifyInstance, tracing: Tracing): void {
  if (!tracing.is_on) return
  app.addHook('onRequest', (request, _reply, done) => {
    if (request.routeOptions.config.routine === true) return done()
    const route = request.routeOptions.url ?? 'none'
    const span = tracing.span({
      name: `${request.method} ${route}`,
      kind: 'server',
      parent: parseTraceParent(request.headers['traceparent']) ?? 'none',
      attributes: { 'http.request.method': request.method, 'http.route': route },
    })
    spans.set(request, span)
    return span.within(done)
  })
  // Reading the body has left it.
  app.addHook('preValidation', (request, _reply, done) => withinSpanOf(request, done))
  app.addHook('onResponse', async (request, reply) => {
    const span = spans.get(request)
    span?.set({ 'http.response.status_code': reply.statusCode })
    // By the conventions of OpenTelemetry what the asker did wrong is no failure of the server.
    span?.end(reply.statusCode >= 500 ? String(reply.statusCode) : undefined)
  })
}

/** Runs the work as part of the request's span, if it has one. */
export function withinSpanOf<Result>(request: FastifyRequest, work: () => Result): Result {
  const span = spans.get(request)
  return span === undefined ? work() : span.within(work)
}
