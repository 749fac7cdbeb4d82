import type { FastifyRequest } from 'fastify'
import type { DossierRead } from '@jianwei/events/audit/events.ts'
import { withoutPercent } from '@jianwei/events/identifiers/personal-number.ts'
import { maskInText } from '#/access/masks.ts'

const PURPOSE_HEADER = 'x-jianwei-purpose'
const PURPOSE_CHARACTERS_MAX = 2_000

/** Who asks what address, and by which roles. */
export function whoAsks({
  principal,
  asker,
  method,
  routeOptions,
}: FastifyRequest): Pick<DossierRead, 'actor' | 'roles' | 'address'> {
  return {
    actor: principal.actor,
    roles: [...new Set(asker?.grants.map(({ role }) => role))],
    // A request for the headers of an answer looks at it as well.
    address: `${method === 'HEAD' ? 'GET' : method} ${routeOptions.url ?? ''}`,
  }
}

/** The same, and for what. */
export function whoReads(request: FastifyRequest): ReturnType<typeof whoAsks> & {
  readonly purpose: string | null
} {
  return { ...whoAsks(request), purpose: purposeIn(request.headers[PURPOSE_HEADER]) }
}

/**
 * As the header says, which holds other letters percent-encoded. The log keeps it for good, and no
 * number of a person.
 */
function purposeIn(header: string | readonly string[] | undefined): string | null {
  if (typeof header !== 'string' || header.trim() === '') return null
  return maskInText(withoutPercent(header.slice(0, PURPOSE_CHARACTERS_MAX)))
}
