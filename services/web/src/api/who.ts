import { queryOptions, useSuspenseQuery } from '@tanstack/react-query'
import type { PrincipalView } from '@jianwei/services/sign-in/routes/session-routes.ts'
import { read, type Answer } from '#/api/ask.ts'

export type Who = Answer<typeof PrincipalView>
export type Role = Who['grants'][number]['role']

/** Who is signed in; fails with SIGN_IN_NEEDED for nobody. */
export const whoQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => read<typeof PrincipalView>('/v1/me', { signal }),
  staleTime: 60_000,
})

/** Who is signed in. Only below the shell, which asks for a sign-in first. */
export function useWho(): Who {
  return useSuspenseQuery(whoQuery).data
}

/** Who sees warnings and alerts at all, as the server has it. */
export function readsAlerts(who: Who): boolean {
  return hasRole(who, 'supervisor', 'regulator', 'analyst')
}

/** Who takes steps with alerts. */
export function handlesAlerts(who: Who): boolean {
  return hasRole(who, 'supervisor', 'regulator')
}

/** Who may be shown a masked field in clear, for a reason. */
export function mayUnmask(who: Who): boolean {
  return hasRole(who, 'supervisor', 'regulator')
}

export function hasRole(who: Who, ...roles: readonly Role[]): boolean {
  return who.grants.some(({ role }) => roles.includes(role))
}
