import type { FastifyInstance } from 'fastify'
import { RequestRefused } from '#/http/problem.ts'

/** Host names this server answers for; `any` where something in front of it checks them. */
export type AllowedHosts = readonly string[] | 'any'

export const LOOPBACK_HOSTS: AllowedHosts = ['localhost', '127.0.0.1', '[::1]']

/** Where the server listens on loopback only, it answers for loopback's names only. */
export function allowedHosts(host: string): AllowedHosts {
  return host === '127.0.0.1' || host === 'localhost' ? LOOPBACK_HOSTS : 'any'
}

/** Also of errors below the framework. */
export const PROTECTIVE_HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
} as const

/**
 * A page of somebody else's in the user's browser must not get at the API: no cross-origin reading,
 * no framing, and no foreign host name (a page can point its own name at 127.0.0.1).
 */
export function protectFromBrowsers(app: FastifyInstance, hosts: AllowedHosts): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ ...PROTECTIVE_HEADERS, 'x-request-id': request.id })
    if (hosts !== 'any' && !hosts.includes(hostName(request.host))) {
      throw new RequestRefused(
        'HOST_UNKNOWN',
        'use one of the host names the server is configured for',
      )
    }
  })
}

/** Without the port; the colons inside an IPv6 address stand in brackets. */
function hostName(host: string): string {
  return host.replace(/:\d+$/, '').toLowerCase()
}
