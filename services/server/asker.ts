import type { FastifyRequest } from 'fastify'
import type { PersonalKind } from '@jianwei/events/define-event.ts'
import type { FoundNames } from '@jianwei/projections/subject-lookup/name-sql.ts'
import type { Purpose } from '#/access/masking-policy.ts'
import { SHOWN_NOTHING, shownKinds, type Asker } from '#/access/shown-kinds.ts'

/** Who asks for personal fields here, for another purpose than that of the address. */
export function askerOf({ asker = SHOWN_NOTHING }: FastifyRequest, purpose: Purpose): Asker {
  return { ...asker, purpose }
}

/**
 * Whether who asks is shown such fields wherever what they may see lies: what may be masked for
 * them must not be found by its value either.
 */
export function showsEverywhere(
  { asker = SHOWN_NOTHING }: FastifyRequest,
  kind: PersonalKind,
): boolean {
  return shownKinds(asker, {}).has(kind)
}

/** By whose names who asks may find subjects. */
export function namesFoundBy(request: FastifyRequest): FoundNames {
  return showsEverywhere(request, 'party') ? 'all' : 'no persons'
}
