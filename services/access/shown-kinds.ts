import { isWithin } from '@jianwei/events/access/scope.ts'
import type { PersonalKind } from '@jianwei/events/define-event.ts'
import { DEPARTMENT_UNNAMED, MASKING_POLICY, type Purpose } from '#/access/masking-policy.ts'
import type { RoleGrant } from '#/access/principal.ts'

/** Who asks for personal fields, and what for. */
export interface Asker {
  /** The grants that count for what is asked (`grantsFor`): another role elsewhere says nothing. */
  readonly grants: readonly RoleGrant[]
  readonly purpose: Purpose
}

/** Nobody's roles: all that can be masked is. */
export const SHOWN_NOTHING: Asker = { grants: [], purpose: 'publication' }

/** Where something lies. Absent: nobody said where; null as in events. */
export interface Place {
  readonly region?: string | null
  readonly department?: string | null
}

/**
 * The kinds that are shown in clear of something that lies there. Where nobody said where it lies:
 * what would be shown wherever, among the places of who asks, it may lie.
 */
export function shownKinds(asker: Asker, place: Place): ReadonlySet<PersonalKind> {
  const ofAsker = known.get(asker) ?? new Map<string, ReadonlySet<PersonalKind>>()
  known.set(asker, ofAsker)
  // What nobody said is left out, and so is not what lies nowhere.
  const key = JSON.stringify({ region: place.region, department: place.department })
  const kinds = ofAsker.get(key) ?? kindsThere(asker, place)
  ofAsker.set(key, kinds)
  return kinds
}

/** Of one request: a list has few places and many rows. */
const known = new WeakMap<Asker, Map<string, ReadonlySet<PersonalKind>>>()

function kindsThere(
  { grants, purpose }: Asker,
  { region, department }: Place,
): ReadonlySet<PersonalKind> {
  const there = grants.filter((grant) => covers(grant, region, department))
  if (region !== undefined && department !== undefined) return union(there.map(kindsOf(purpose)))
  const anywhere = there.map((narrow) =>
    union(there.filter((wide) => isAsWide(wide, narrow)).map(kindsOf(purpose))),
  )
  const [first = NOTHING, ...others] = anywhere
  return new Set([...first].filter((kind) => others.every((other) => other.has(kind))))
}

const NOTHING: ReadonlySet<PersonalKind> = new Set()

function kindsOf(purpose: Purpose): (grant: RoleGrant) => readonly PersonalKind[] {
  return ({ role, department }) =>
    (role === 'department' && department === null ? DEPARTMENT_UNNAMED : MASKING_POLICY[role])[
      purpose
    ]
}

function union(kinds: readonly (readonly PersonalKind[])[]): ReadonlySet<PersonalKind> {
  return new Set(kinds.flat())
}

/** Whether what lies there may be within the grant. A domain does not limit facts. */
function covers(
  grant: RoleGrant,
  region: string | null | undefined,
  department: string | null | undefined,
): boolean {
  const limits = {
    region: region === undefined ? null : grant.region,
    department: department === undefined ? null : grant.department,
    domain: null,
  }
  return isWithin([limits], { region: region ?? null, department: department ?? null })
}

function isAsWide(wide: RoleGrant, narrow: RoleGrant): boolean {
  const isRegion = wide.region === null || narrow.region?.startsWith(wide.region) === true
  return isRegion && (wide.department === null || wide.department === narrow.department)
}
