import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/*
 * An address that exists answers a method that it does not know with 405 and `Allow`, before the body is looked at: a wrong method is
 * not a wrong address.
 */

interface KnownRoute {
  readonly pattern: RegExp
  readonly methods: readonly string[]
}

/** Calls `refuse` with the methods that the address knows, or none where there is no such address. Routes come after it. */
export function refuseUnknownMethods(
  app: FastifyInstance,
  refuse: (request: FastifyRequest, reply: FastifyReply, allowed: readonly string[]) => FastifyReply,
): void {
  const routes: KnownRoute[] = []
  app.addHook('onRoute', ({ url, method }) => {
    routes.push({ pattern: patternOf(url), methods: [method].flat() })
  })
  const methodsAt = (path: string): readonly string[] => [
    ...new Set(routes.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods)),
  ]
  app.addHook('onRequest', async (request, reply) => {
    if (!request.is404) return
    return refuse(request, reply, methodsAt(request.url.split('?', 1)[0] ?? '').toSorted())
  })
}

/** As the router reads it: `:name` is one part of the path, `*` is the rest. */
function patternOf(url: string): RegExp {
  const parts = url.split('/').map((part) => {
    if (part === '*') return '.*'
    return part.startsWith(':') ? '[^/]+' : part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
  })
  return new RegExp(`^${parts.join('/')}$`)
}
