import type { FastifyInstance, FastifyRequest } from 'fastify'
import { seesEverything, type Scope } from '@jianwei/events/access/scope.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { namedByIds, type NamedKind } from '@jianwei/projections/scope/known-ids.ts'
import { RequestRefused } from '#/http/problem.ts'
import { askedForAll, askedWithin } from '#/server/asking.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Of a route that looks at no file: an id narrows its answer, and shows nothing by itself. */
    ids_only_narrow?: true
  }
}

/** No list of a body is longer than half of this; what names more is refused. */
const IDS_MAX = 2_000
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

const UNKNOWN = {
  alert: ['ALERT_UNKNOWN', 'no alert has this id'],
  warning: ['WARNING_UNKNOWN', 'no warning has this id'],
  event: ['EVENT_UNKNOWN', 'the log holds no event of this id'],
} as const satisfies Readonly<Record<NamedKind, readonly [string, string]>>

/**
 * Whatever a request names by id, in its address, its query or anywhere in its body, must lie in
 * the scope of who asks: what does not is answered as if it were not there. Runs once for every
 * route, after the schemas and before the handler.
 */
export function refuseForeignIds(app: FastifyInstance, warehouse: Warehouse): void {
  app.addHook('preHandler', async (request) => {
    if (seesEverything(request.scope) || request.routeOptions.config.ids_only_narrow) return
    const ids = [...new Set(idsIn([request.params, request.query, request.body]))]
    if (ids.length === 0) return
    if (ids.length > IDS_MAX)
      throw new RequestRefused('BODY_UNREADABLE', `names more than ${IDS_MAX} ids`)
    for (const kind of (await foreignAmong(request, warehouse, ids)).values()) throw unknown(kind)
  })
}

/** Those of the ids that are there beyond the scope, each with what it names. */
export async function foreignAmong(
  request: FastifyRequest,
  warehouse: Warehouse,
  ids: readonly string[],
  scope: Scope = request.scope,
): Promise<ReadonlyMap<string, NamedKind>> {
  const within = askedWithin(request, warehouse, scope)
  const seen = await namedByIds(within, ids)
  const all = askedForAll(request, warehouse, 'to tell what is foreign from what is not there')
  const there = await namedByIds(
    all,
    ids.filter((id) => !seen.has(id)),
  )
  // What came between the two questions is not foreign.
  const come = await namedByIds(within, [...there.keys()])
  return new Map([...there].filter(([id]) => !come.has(id)))
}

function unknown(kind: NamedKind): RequestRefused {
  const [code, detail] = UNKNOWN[kind]
  return new RequestRefused(code, detail)
}

/** Every id that stands anywhere in a value. */
export function* idsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') {
    if (UUID.test(value)) yield value.toLowerCase()
  } else if (typeof value === 'object' && value !== null && !Buffer.isBuffer(value)) {
    for (const part of Object.values(value)) yield* idsIn(part)
  }
}
