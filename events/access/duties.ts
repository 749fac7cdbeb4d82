import type { RoleName } from '#/access/roles.ts'

/**
 * 三权分立, as MLPS level 3 asks (GB/T 22239): who keeps the system (系统管理), who sees to its
 * security by deciding over others' work and rights (安全管理) and who audits (审计管理) are three.
 */
const DUTIES = {
  administrator: 'system',
  supervisor: 'security',
  auditor: 'audit',
} as const satisfies Partial<Record<RoleName, string>>

/** The role among those held that may not be together with another one; undefined where none is. */
export function roleAgainst(role: RoleName, held: readonly RoleName[]): RoleName | undefined {
  if (!hasDuty(role)) return undefined
  return held.find((other) => hasDuty(other) && DUTIES[other] !== DUTIES[role])
}

/**
 * Those of the grants that count: where two duties came together all the same, by a log that was
 * written otherwise, none of them does.
 */
export function grantsThatCount<Grant extends { readonly role: RoleName }>(
  grants: readonly Grant[],
): readonly Grant[] {
  const held = grants.map(({ role }) => role)
  return held.some((role) => roleAgainst(role, held) !== undefined)
    ? grants.filter(({ role }) => !hasDuty(role))
    : grants
}

function hasDuty(role: RoleName): role is keyof typeof DUTIES {
  return Object.hasOwn(DUTIES, role)
}
