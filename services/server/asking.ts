import type { FastifyRequest } from 'fastify'
import type { FileFormat, QueryOptions, Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import type { Scope } from '@jianwei/events/access/scope.ts'
import type { Sql } from '@jianwei/projections/sql.ts'
import { behindGuard, seenBy } from '#/server/guarded-warehouse.ts'
import { z } from 'zod'
import type { Instant } from '@jianwei/events/instant.ts'
import { beyondNewest } from '@jianwei/projections/clock/queries.ts'

/**
 * The warehouse as one request sees it: it can only ask, it is shown what lies in the scope of who
 * asks, its queries end when the client goes away, and the SQL says that the server asked.
 */
export function askedBy(request: FastifyRequest, warehouse: Warehouse): Warehouse {
  return askedWithin(request, warehouse, request.scope)
}

/** Of each request: what it sees of a warehouse in a scope. */
const seen = new WeakMap<FastifyRequest, Map<Warehouse, Map<Scope, Promise<Warehouse>>>>()

/** Once for each request and scope, which do not change: it may look at the rules of a domain. */
function seenIn(request: FastifyRequest, warehouse: Warehouse, scope: Scope): Promise<Warehouse> {
  const ofRequest = seen.get(request) ?? new Map<Warehouse, Map<Scope, Promise<Warehouse>>>()
  seen.set(request, ofRequest)
  const ofWarehouse = ofRequest.get(warehouse) ?? new Map<Scope, Promise<Warehouse>>()
  ofRequest.set(warehouse, ofWarehouse)
  const made = ofWarehouse.get(scope) ?? seenBy(warehouse, scope)
  ofWarehouse.set(scope, made)
  return made
}

/**
 * The same without the scope, for what must be known to answer at all and is not shown. `because`
 * says why, to whoever reads the route.
 */
export function askedForAll(
  request: FastifyRequest,
  warehouse: Warehouse,
  because: string,
): Warehouse {
  return asking(request, async () => behindGuard(warehouse, because))
}

/**
 * The same within another scope than that of the request's roles with files: what somebody audits
 * is not what they may work on.
 */
export function askedWithin(
  request: FastifyRequest,
  warehouse: Warehouse,
  scope: Scope,
): Warehouse {
  return asking(request, () => seenIn(request, warehouse, scope))
}

function asking({ gone }: FastifyRequest, seen: () => Promise<Warehouse>): Warehouse {
  const asked = ({ purpose, ...options }: QueryOptions): QueryOptions => ({
    ...options,
    purpose: `server:${purpose}`,
    lane: 'interactive',
    signal: gone,
  })
  return {
    query: async (sql, options) => (await seen()).query(sql, asked(options)),
    async *stream<Row>(sql: Sql, options: QueryOptions) {
      yield* (await seen()).stream<Row>(sql, asked(options))
    },
    async *blocks(sql: Sql, options: QueryOptions) {
      yield* (await seen()).blocks(sql, asked(options))
    },
    async *file(sql: Sql, format: FileFormat, options: QueryOptions) {
      yield* (await seen()).file(sql, format, asked(options))
    },
    insert: refuseToWrite,
    execute: refuseToWrite,
    [Symbol.asyncDispose]: async () => {},
  }
}

function refuseToWrite(): Promise<never> {
  return Promise.reject(new TypeError('the server only asks the warehouse'))
}

const Notice = z
  .object({
    code: z.enum(['BEYOND_HEAD']).meta({ description: 'Stable; branch on this' }),
    message: z.string().meta({
      examples: [
        "the log's newest event, at position 41207, " +
          'was recorded at 2026-03-01T01:30:00.000Z; what comes later is not known yet',
      ],
    }),
  })
  .meta({ id: 'Notice', description: 'What the answer cannot know 提示' })

/** A field of every answer to a question about a point in time or a period. */
export const aboutTimes = {
  notice: Notice.optional().meta({
    description: 'The time asked for lies beyond the newest event of the log 所问时点晚于最新记录',
  }),
}

/** The notice, where one of the times or positions lies beyond what the log has recorded. */
export async function beyondHead(
  asking: Warehouse,
  points: readonly (Instant | number | undefined)[],
): Promise<{ readonly notice?: z.infer<typeof Notice> }> {
  const message = await beyondNewest(asking, points)
  return message === undefined ? {} : { notice: { code: 'BEYOND_HEAD', message } }
}
