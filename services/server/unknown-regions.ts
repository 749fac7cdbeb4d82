import type { FastifyInstance } from 'fastify'
import { answerProblem } from '#/http/problem.ts'
import type { RegionBook } from '#/regions/region-book.ts'
import { unknownRegionsIn } from '#/regions/unknown-regions.ts'

/**
 * A region in the query or anywhere in the body of a request must be known: otherwise a filter
 * finds nothing, or what is laid down never applies, and nobody learns why. Runs once for every
 * route. Events come as bytes: intake looks at their regions, and keeps what it refuses.
 */
export function refuseUnknownRegions(app: FastifyInstance, book: RegionBook): void {
  app.addHook('preHandler', async (request, reply) => {
    const { query, body } = request
    const reasons = await unknownRegionsIn({ query, body }, book)
    return reasons.length === 0
      ? undefined
      : answerProblem(request, reply, 'VALIDATION_FAILED', { reasons })
  })
}
