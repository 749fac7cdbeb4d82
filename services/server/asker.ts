import type { FastifyRequest } from 'fastify'
import type { Purpose } from '#/access/masking-policy.ts'
import { SHOWN_NOTHING, type Asker } from '#/access/shown-kinds.ts'

/** Who asks for personal fields here, for another purpose than that of the address. */
export function askerOf({ asker = SHOWN_NOTHING }: FastifyRequest, purpose: Purpose): Asker {
  return { ...asker, purpose }
}
