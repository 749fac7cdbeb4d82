import { countOf } from '#/engine-values.ts'
import { asksAs, type Warehouse } from '#/ports/warehouse.ts'
import { sql } from '#/sql.ts'

const asks = asksAs('ordinals')

/** How many events the log held up to a position that was projected. */
export async function ordinalUpTo(warehouse: Warehouse, position: number): Promise<number> {
  const [row] = await warehouse.query<{ ordinal: string }>(
    sql`
SELECT max(ordinal) AS ordinal FROM event_ordinals_v1 WHERE position <= ${position}`,
    asks('up-to'),
  )
  return countOf(row?.ordinal ?? 0)
}

/**
 * The end of a stretch of the log that begins behind `after`, goes to `up_to` at most, and holds no
 * more than so many events.
 */
export async function endOfStretch(
  warehouse: Warehouse,
  {
    after,
    up_to,
    events_max,
  }: { readonly after: number; readonly up_to: number; readonly events_max: number },
): Promise<number> {
  const [row] = await warehouse.query<{ last_position: string }>(
    sql`
SELECT max(position) AS last_position FROM event_ordinals_v1
WHERE position <= ${up_to} AND ordinal <= ${events_max} + (
  SELECT max(ordinal) FROM event_ordinals_v1 WHERE position <= ${after}
)`,
    asks('stretch'),
  )
  return Math.max(after, countOf(row?.last_position ?? 0))
}
