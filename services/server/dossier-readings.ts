import type { FastifyInstance, FastifyRequest, RouteHandlerMethod } from 'fastify'
import type { DossierKind, DossierRead } from '@jianwei/events/audit/events.ts'
import { regionOfDossier } from '@jianwei/projections/audit/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import type { AuditTrail } from '#/audit/audit-trail.ts'
import { whoReads } from '#/http/who-asks.ts'
import { askedForAll } from '#/server/asking.ts'

/** What of an address, a query or a search names a dossier, the more particular first. */
export const DOSSIER_PARAMETERS: readonly (readonly [name: string, kind: DossierKind])[] = [
  ['alert_id', 'alert'],
  ['warning_id', 'warning'],
  ['event_id', 'event'],
  ['subject_id', 'subject'],
]

/** Says number and level of each alert and nothing else, for as long as it is open. */
const STREAM = '/v1/alerts/stream'
/** What is published is everybody's. */
const PUBLIC = '/v1/public/'

export interface DossierReadingParts {
  readonly audit: Pick<AuditTrail, 'reading'>
  readonly warehouse: Warehouse
}

/**
 * Whatever answers with a dossier says so to the audit first: the answer goes out once the record
 * is durable. Holds for every route that is registered here, also one that is written tomorrow. A
 * handler must give its answer back instead of sending it.
 */
export function recordDossierReadings(
  app: FastifyInstance,
  { audit, warehouse }: DossierReadingParts,
): void {
  // A route for HEAD has the handler of its GET.
  const recording = new WeakSet<RouteHandlerMethod>()
  app.addHook('onRoute', (route) => {
    const { handler, url, method } = route
    if (recording.has(handler) || !isReading(method, url)) return
    const recorded: RouteHandlerMethod = async function (request, reply) {
      const answer: unknown = await handler.call(this, request, reply)
      const read = dossierOf(request)
      if (read === undefined || reply.statusCode !== 200) return answer
      if (reply.sent) throw new TypeError(`${url} sent a dossier before it was on record`)
      await audit.reading(
        {
          type: 'DossierRead',
          data: { ...read, ...whoReads(request), subject_ids: subjectsOf(read, answer) },
        },
        () => regionOf(request, read, answer, warehouse),
      )
      return answer
    }
    recording.add(recorded)
    route.handler = recorded
  })
}

function isReading(method: string | readonly string[], url: string): boolean {
  if (url === STREAM || url.startsWith(PUBLIC)) return false
  const methods = [method].flat()
  return (
    methods.includes('GET') ||
    methods.includes('HEAD') ||
    (methods.includes('POST') && (url.endsWith('/search') || url.endsWith('/facets')))
  )
}

type Named = Pick<DossierRead, 'object' | 'part'> & { readonly object_kind: DossierKind }

/** What is read, by what the request names: in its address, else in what narrows a list. */
function dossierOf({ params, query, body }: FastifyRequest): Named | undefined {
  for (const asked of [params, query, body]) {
    const named = typeof asked === 'object' && asked !== null ? Object.entries(asked) : []
    const fields = new Map<string, unknown>(named)
    for (const [name, kind] of DOSSIER_PARAMETERS) {
      const value = fields.get(name)
      if (typeof value !== 'string') continue
      const file = fields.get('sha256')
      if (typeof file === 'string') return { object_kind: 'evidence', object: value, part: file }
      const object = kind === 'subject' ? value : value.toLowerCase()
      return { object_kind: kind, object, part: null }
    }
  }
  return undefined
}

function subjectsOf({ object_kind, object }: Named, answer: unknown): string[] {
  if (object_kind === 'subject') return [object]
  const subject = fieldOf(answer, 'subject_id')
  return typeof subject === 'string' ? [subject] : []
}

/** As the answer says where it does; else it is looked up. */
async function regionOf(
  request: FastifyRequest,
  { object_kind, object }: Named,
  answer: unknown,
  warehouse: Warehouse,
): Promise<string | null> {
  const said = fieldOf(answer, 'region')
  if (typeof said === 'string') return said
  const all = askedForAll(request, warehouse, 'to write down where lies what was read')
  return regionOfDossier(all, object_kind, object)
}

function fieldOf(answer: unknown, field: string): unknown {
  return typeof answer === 'object' && answer !== null
    ? new Map<string, unknown>(Object.entries(answer)).get(field)
    : undefined
}
