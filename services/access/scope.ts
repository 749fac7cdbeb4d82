import type { RoleName } from '@jianwei/events/access/roles.ts'
import type { Scope } from '@jianwei/events/access/scope.ts'
import type { Principal, RoleGrant } from '#/access/principal.ts'

/**
 * Roles that see facts, warnings and alerts. An administrator keeps accounts, an auditor reads who
 * did what, and the public sees what was published: none of them sees a file by that.
 */
const ROLES_WITH_FILES: ReadonlySet<RoleName> = new Set([
  'supervisor',
  'regulator',
  'department',
  'analyst',
])

/**
 * What the principal may see and touch by those of its roles that count for what is asked. Who is a
 * regulator here and an analyst there works on alerts here only.
 */
export function scopeOf({ grants }: Principal, roles: readonly RoleName[]): Scope {
  return scopeOfGrants(grants.filter(({ role }) => roles.includes(role)))
}

/** The same of the grants that count. */
export function scopeOfGrants(grants: readonly RoleGrant[]): Scope {
  return grants.flatMap(({ role, region, domain, department }) =>
    ROLES_WITH_FILES.has(role) ? [{ region, domain, department }] : [],
  )
}

/** Where lies what is asked by the grants: in their region, where it is one and the same. */
export function regionOfGrants(grants: readonly Pick<RoleGrant, 'region'>[]): RoleGrant['region'] {
  const [region = null, ...others] = new Set(grants.map((grant) => grant.region))
  return others.length === 0 ? region : null
}

export function hasRole(principal: Principal, roles: readonly RoleName[]): boolean {
  return principal.grants.some(({ role }) => roles.includes(role))
}
