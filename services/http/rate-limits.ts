import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { RequestRefused } from '#/http/problem.ts'

/*
 * How often somebody may ask. Who is signed in counts for himself wherever he asks from; who is not
 * counts by address. What is beyond a limit is answered 429 with the seconds to wait, and does no
 * work. Counts are each process's own.
 */

/** Attempts to sign in of one address: a mistyped password, not a list of them. */
const SIGN_INS_PER_MINUTE = 20
/** Forms and receipts of one address, signed in or not: a family's, not a flood or a search. */
export const OPEN_WRITES_PER_MINUTE = 20
/** Whoever is not signed in asks for little. */
const ANONYMOUS_PER_MINUTE = 300
/** Actors and addresses that are counted at one time; beyond it the oldest is counted anew. */
const COUNTED_MAX = 20_000

declare module 'fastify' {
  interface FastifyContextConfig {
    /** For routes by which people sign in, whose actor is not known yet. */
    signs_in?: true
    /** For routes by which anybody sends in something, or tries what is secret. */
    writes_openly?: true
  }
}

/** Limits the routes that are registered after it, in this scope. */
export function limitRates(app: FastifyInstance, { per_minute }: { readonly per_minute: number }) {
  app.register(rateLimit, {
    global: true,
    timeWindow: 60_000,
    cache: COUNTED_MAX,
    keyGenerator: (request) => countedAs(request).key,
    max: (request) => Math.min(countedAs(request).per_minute_max, per_minute),
    allowList: (request) => UNLIMITED.includes(request.routeOptions.url ?? ''),
    errorResponseBuilder: (_request, { max, after }) =>
      new RequestRefused('RATE_LIMITED', `at most ${max} requests a minute; go on in ${after}`),
  })
}

/**
 * Probes and scrapers ask for what costs little, and are answered also while others ask much. So
 * are files of the console: all of an office may open it at once from one address.
 */
const UNLIMITED = ['/health/live', '/health/ready', '/metrics', '/', '/assets/*']

/** For whom a request counts, and how many may. */
function countedAs({ ip, principal, routeOptions: { config } }: FastifyRequest): {
  readonly key: string
  readonly per_minute_max: number
} {
  if (config.signs_in === true) return { key: `sign-in ${ip}`, per_minute_max: SIGN_INS_PER_MINUTE }
  if (config.writes_openly === true)
    return { key: `form ${ip}`, per_minute_max: OPEN_WRITES_PER_MINUTE }
  if (principal.kind === 'anonymous')
    return { key: `address ${ip}`, per_minute_max: ANONYMOUS_PER_MINUTE }
  return { key: `actor ${principal.actor}`, per_minute_max: Infinity }
}
