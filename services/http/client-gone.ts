import type { FastifyInstance } from 'fastify'

declare module 'fastify' {
  interface FastifyRequest {
    /** Aborts when the client goes away before its answer, and when it has its answer. */
    gone: AbortSignal
  }
}

/**
 * Lets handlers end what they do for a client that is gone. Fastify's own `request.signal` aborts
 * when the request closes: one with a body closes as soon as that is read, so it is the answer's
 * end that counts.
 */
export function noticeLeaving(app: FastifyInstance): void {
  app.decorateRequest('gone')
  app.addHook('onRequest', async (request, reply) => {
    const leaving = new AbortController()
    reply.raw.once('close', () => leaving.abort())
    request.gone = leaving.signal
  })
}
