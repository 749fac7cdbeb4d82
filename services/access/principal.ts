import { ROLES_OF_PEOPLE, type RoleName } from '@jianwei/events/access/roles.ts'
import type { SendingScope } from '@jianwei/events/access/sending-scope.ts'

/** A role where it holds. What is null is not limited. */
export interface RoleGrant {
  readonly role: RoleName
  /** A code of GB/T 2260: the region and all that lies within it. */
  readonly region: string | null
  /** Of rules, as their packs name it. */
  readonly domain: string | null
  /** Whose facts, as events name the department. */
  readonly department: string | null
}

/** Who asks. */
export interface Principal {
  /** What events name as `actor`: an account, or a service account. */
  readonly actor: string
  readonly kind: 'person' | 'service' | 'anonymous'
  readonly grants: readonly RoleGrant[]
  /** What a key may send, null for one that sends nothing. Absent: whatever its roles allow. */
  readonly sends?: SendingScope | null
}

/** Whoever shows no credentials: sees what the law has published. */
export const ANONYMOUS: Principal = {
  actor: 'anonymous',
  kind: 'anonymous',
  grants: [{ role: 'public', region: null, domain: null, department: null }],
}

/** Whoever sits at the machine of an embedded start, where nobody signs in. */
export const LOCAL_ADMINISTRATOR: Principal = {
  actor: 'local:administrator',
  kind: 'person',
  grants: ROLES_OF_PEOPLE.map((role) => ({ role, region: null, domain: null, department: null })),
}
