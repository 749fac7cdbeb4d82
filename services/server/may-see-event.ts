import type { FastifyRequest } from 'fastify'
import { isWithin, seesEverything } from '@jianwei/events/access/scope.ts'
import type { RecordedEvent } from '@jianwei/events/envelope.ts'
import { versionOf } from '@jianwei/events/fact.ts'
import { KEPT_FOR_AUDITORS } from '@jianwei/projections/audit/kept-for-auditors.ts'
import { eventsById } from '@jianwei/projections/events/queries.ts'
import type { Warehouse } from '@jianwei/projections/ports/warehouse.ts'
import { askedBy } from '#/server/asking.ts'

/** A fact by where it lies, also before it is projected; all else as its tables show it. */
export async function maySeeEvent(
  request: FastifyRequest,
  warehouse: Warehouse,
  event: RecordedEvent,
): Promise<boolean> {
  // Who reads what, and accounts with their secrets, is no part of what people work on.
  if (KEPT_FOR_AUDITORS.includes(event.type)) return false
  if (seesEverything(request.scope)) return true
  const version = versionOf(event)
  if (
    version !== undefined &&
    version.kind !== 'retraction' &&
    isWithin(request.scope, version.content)
  )
    return true
  const shown = await eventsById(askedBy(request, warehouse), [event.event_id])
  return shown.length > 0
}
