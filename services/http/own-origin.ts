import type { FastifyRequest } from 'fastify'
import { RequestRefused } from '#/http/problem.ts'

/*
 * A page of another site can make a browser send our cookie. What it cannot do is set a header of
 * its own without asking us first, which we never allow, nor choose what `Origin` says. Both are
 * asked for, because neither depends on TLS as `Sec-Fetch-*` does.
 */

/** Any value will do. */
const CSRF_HEADER = 'x-jianwei-request'
const READING = ['GET', 'HEAD', 'OPTIONS']

/** Throws RequestRefused where somebody else's page may have sent what changes something. */
export function refuseForeignOrigin(request: FastifyRequest, publicOrigin: string | null): void {
  if (READING.includes(request.method)) return
  const { origin } = request.headers
  if (origin === undefined || !isOwn(origin, request, publicOrigin)) {
    throw new RequestRefused(
      'ORIGIN_FOREIGN',
      'with a session, what changes something is sent by a page of this server: Origin names it',
    )
  }
  if (request.headers[CSRF_HEADER] === undefined) {
    throw new RequestRefused(
      'ORIGIN_FOREIGN',
      `with a session, what changes something carries the header ${CSRF_HEADER}, of any value`,
    )
  }
}

/**
 * For what makes a session out of credentials: whoever is no browser says no `Origin`, and a page
 * of another site cannot leave it out.
 */
export function refuseForeignPage(request: FastifyRequest, publicOrigin: string | null): void {
  const { origin } = request.headers
  if (origin !== undefined && !isOwn(origin, request, publicOrigin))
    throw new RequestRefused('ORIGIN_FOREIGN', 'a page of another site signs nobody in')
}

function isOwn(origin: string, request: FastifyRequest, publicOrigin: string | null): boolean {
  return origin === publicOrigin || origin === `${request.protocol}://${request.host}`
}
