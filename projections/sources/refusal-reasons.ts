import { countOf } from '#/engine-values.ts'
import { asksAs, type Warehouse } from '#/ports/warehouse.ts'
import { sql } from '#/sql.ts'

/** So many of the newest refused inputs, of all sources, are looked at for their reasons. */
export const REFUSALS_LOOKED_AT = 2_000
const asks = asksAs('sources')

export interface RefusalsOfReason {
  /** Empty where no source could be read. */
  readonly source: string
  readonly code: string
  /** Inputs with such a reason; one with several reasons counts for each. */
  readonly inputs: number
}

/** For what reasons the newest inputs were refused, by source, the largest numbers first. */
export async function newestRefusals(warehouse: Warehouse): Promise<readonly RefusalsOfReason[]> {
  const rows = await warehouse.query<{
    readonly source: string
    readonly code: string
    readonly inputs: string
  }>(
    sql`
SELECT of_source AS source, code, count() AS inputs
FROM (
  SELECT JSONExtractString(e.payload, 'of_source') AS of_source,
    arrayJoin(arrayDistinct(arrayMap(reason -> JSONExtractString(reason, 'code'),
      JSONExtractArrayRaw(e.payload, 'reasons')))) AS code
  FROM events_v2 AS e
  WHERE e.event_id IN (
    SELECT event_id FROM events_by_type_v3 WHERE event_type = 'InputQuarantined'
    ORDER BY occurred_at DESC, position DESC LIMIT ${REFUSALS_LOOKED_AT}
  )
)
GROUP BY source, code ORDER BY inputs DESC, source, code`,
    asks('refusal-reasons'),
  )
  return rows.map(({ source, code, inputs }) => ({ source, code, inputs: countOf(inputs) }))
}
