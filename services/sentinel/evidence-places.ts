import type { EventId } from '@jianwei/events/identity.ts'
import { factPlaces } from '@jianwei/projections/events/fact-places.ts'
import type { AlertingOptions } from '#/sentinel/alerting-options.ts'

/** Where a fact came from and where it lies. */
export interface EvidencePlace {
  readonly source: string
  readonly region: string | null
}

/** Of the facts that the log or the warehouse knows, by id. */
export async function evidencePlaces(
  { log, warehouse }: Pick<AlertingOptions, 'log' | 'warehouse'>,
  ids: ReadonlySet<EventId>,
): Promise<ReadonlyMap<string, EvidencePlace>> {
  const places = new Map<string, EvidencePlace>()
  for (const { event_id, source, region } of await log.find([...ids])) places.set(event_id, { source, region })
  // A correction may have come without its original: then no event has the fact's id.
  const missing = [...ids].filter((id) => !places.has(id))
  if (missing.length === 0) return places
  for (const { fact_id, source, region } of await factPlaces(warehouse, missing))
    places.set(fact_id, { source, region })
  return places
}
