import type { Account, ApiKey } from '@jianwei/events/access/account.ts'
import { grantsThatCount } from '@jianwei/events/access/duties.ts'
import { RoleName } from '@jianwei/events/access/roles.ts'
import { LOCAL_ADMINISTRATOR, type Principal } from '#/access/principal.ts'
import type { AccessBook } from '#/sign-in/access-book.ts'

const DEMONSTRATION = 'demonstration:'

/** The account of a demonstration of a role, which stands in no book. */
export function demonstrationAccount(role: RoleName): string {
  return `${DEMONSTRATION}${role}`
}

export function principalOfAccount({ account, kind, grants }: Account): Principal {
  return { actor: account, kind, grants: grantsThatCount(grants) }
}

export function principalOfKey(account: Account, { sends }: ApiKey): Principal {
  return { ...principalOfAccount(account), sends }
}

/** Of accounts that exist on a local start only; undefined for any other name. */
export function localPrincipal(account: string): Principal | undefined {
  if (account === LOCAL_ADMINISTRATOR.actor) return LOCAL_ADMINISTRATOR
  if (!account.startsWith(DEMONSTRATION)) return undefined
  const role = RoleName.safeParse(account.slice(DEMONSTRATION.length))
  if (!role.success) return undefined
  const grant = { role: role.data, region: null, domain: null, department: null }
  return { actor: account, kind: 'person', grants: [grant] }
}

/**
 * Who an account is now; undefined where it is closed, and where there is none. `is_local`: of a
 * local start, which has accounts that stand in no book.
 */
export function principalNamed(
  book: AccessBook,
  account: string,
  is_local: boolean,
): Principal | undefined {
  const known = book.account(account)
  if (known !== undefined) return known.closed ? undefined : principalOfAccount(known)
  return is_local ? localPrincipal(account) : undefined
}
