import type { FastifyInstance } from 'fastify'
import { SEES_EVERYTHING, SEES_NOTHING, type Scope } from '@jianwei/events/access/scope.ts'
import { grantsFor, permissionOf, type Permission } from '#/access/permissions.ts'
import { scopeOfGrants } from '#/access/scope.ts'
import type { Asker } from '#/access/shown-kinds.ts'
import { RequestRefused } from '#/http/problem.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** What who asks may see and touch here, by the roles that the address is open to. */
    scope: Scope
    /**
     * The same for personal fields of what is answered, and what for (`maskedEvent`). Undefined for
     * who was refused before it was known who asks.
     */
    asker: Asker | undefined
  }
  interface FastifyContextConfig {
    /** Of a route that the program does not have, and the table does not name: for tests. */
    permission?: Permission
  }
}

/**
 * No address answers whom the table of permissions does not name for it, and each knows how far its
 * answer may reach. After authentication, before anything of the request is read.
 */
export function authoriseRequests(app: FastifyInstance): void {
  app.decorateRequest('scope')
  app.decorateRequest('asker', undefined)
  app.addHook('onRequest', async (request) => {
    const { url } = request.routeOptions
    if (request.is404 || url === undefined) {
      request.scope = SEES_NOTHING
      return
    }
    const permission = permissionOf(request.method, url) ?? request.routeOptions.config.permission
    const grants = permission === undefined ? undefined : grantsFor(permission, request.principal)
    if (grants === undefined) throw new RequestRefused('ROLE_MISSING', refusalOf(permission))
    // An answer about the whole is one and the same for whoever may have it, files or none.
    request.scope = permission?.without_limits === true ? SEES_EVERYTHING : scopeOfGrants(grants)
    request.asker = { grants, purpose: permission?.purpose ?? 'look_up' }
  })
}

function refusalOf(permission: Permission | undefined): string {
  if (permission === undefined) return 'nobody was given this address'
  const { roles, without_limits } = permission
  if (roles === 'everybody') return 'everybody may ask this'
  const limits = without_limits === true ? ', granted without limits' : ''
  return `asks for one of these roles${limits}: ${roles.join(', ')}`
}
