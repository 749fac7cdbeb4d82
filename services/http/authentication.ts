import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Principal } from '#/access/principal.ts'
import { RequestRefused } from '#/http/problem.ts'

/**
 * Who sent a request. Somebody without credentials is `anonymous`. Throws RequestRefused for
 * credentials that are not valid.
 */
export type Authenticate = (request: FastifyRequest) => Promise<Principal>

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks: set before any other hook or handler runs. */
    principal: Principal
  }
  interface FastifyContextConfig {
    /** Answered also to who is not signed in. */
    open?: true
  }
}

/**
 * Every route knows who asks, and none that is not declared open answers somebody unknown. What
 * does not exist may be asked for by anybody: which addresses there are is public.
 */
export function authenticateRequests(app: FastifyInstance, authenticate: Authenticate): void {
  app.decorateRequest('principal')
  app.addHook('onRequest', async (request) => {
    request.principal = await authenticate(request)
    if (request.principal.kind !== 'anonymous' || request.is404) return
    if (request.routeOptions.config.open === true) return
    throw new RequestRefused(
      'SIGN_IN_NEEDED',
      'send Authorization: Bearer with a key or the local token (npx jianwei token), or sign in',
    )
  })
}
