import { ALERTS, newestRowsSql, type AlertRow } from '#/desk/alert-row.ts'
import type { AlertsFilter } from '#/desk/filter.ts'
import { fitsSql } from '#/desk/filter-sql.ts'
import { behindSql, orderKeySql, type AlertOrder, type OrderKey } from '#/desk/order-sql.ts'
import { newestAlert } from '#/desk/queries.ts'
import { countOf } from '#/engine-values.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { sql, uuid } from '#/sql.ts'

/** What stands before and behind an alert in a whole list. */
export interface Neighbours {
  readonly previous: string | null
  readonly next: string | null
  /** How many stand before it, and how many behind. */
  readonly before: number
  readonly behind: number
  /** As of a list: what is raised behind it is in none of this. */
  readonly up_to: number
}

export interface NeighboursQuestion {
  readonly filter: AlertsFilter
  readonly order: AlertOrder
  /**
   * Where the alert stood in the list from which it was opened; where it is left out, where it
   * stands now. Somebody who changes an alert goes on from where it was.
   */
  readonly key?: OrderKey | undefined
}

/**
 * The neighbours of an alert in the order of a list, over the whole list, whether or not the alert
 * still fits the filter. Undefined where there is no such alert.
 */
export async function neighbours(
  warehouse: Warehouse,
  alertId: string,
  { filter, order, key }: NeighboursQuestion,
): Promise<Neighbours | undefined> {
  const from = key ?? (await keyOfAlert(warehouse, alertId, order))
  if (from === undefined) return undefined
  const up_to = filter.raised_up_to ?? (await newestAlert(warehouse))
  const [first, second] = orderKeySql(order)
  const [row] = await warehouse.query<{
    previous: string
    next: string
    before: string
    behind: string
  }>(
    sql`
SELECT
  toString(argMaxIf(alert_id, (${first}, ${second}), is_before)) AS previous,
  toString(argMinIf(alert_id, (${first}, ${second}), is_behind)) AS next,
  countIf(is_before) AS before,
  countIf(is_behind) AS behind
FROM (
  SELECT alert_id, raised_position, last_position, level, due_at,
    ${behindSql(order, from)} AS is_behind,
    NOT is_behind AS is_before
  FROM ${ALERTS}
  WHERE ${fitsSql({ ...filter, raised_up_to: up_to })} AND alert_id != ${uuid(alertId)}
)`,
    { purpose: 'desk:neighbours' },
  )
  if (row === undefined) throw new TypeError('an aggregate has a row')
  const [before, behind] = [countOf(row.before), countOf(row.behind)]
  return {
    previous: before === 0 ? null : row.previous,
    next: behind === 0 ? null : row.next,
    before,
    behind,
    up_to,
  }
}

/** Where an alert stands now. */
async function keyOfAlert(
  warehouse: Warehouse,
  alertId: AlertRow['alert_id'],
  order: AlertOrder,
): Promise<OrderKey | undefined> {
  const [first, second] = orderKeySql(order)
  const [row] = await warehouse.query<{ first_key: string; second_key: string }>(
    newestRowsSql(
      sql`${first} AS first_key, ${second} AS second_key`,
      sql`alert_id = ${uuid(alertId)}`,
    ),
    { purpose: 'desk:key' },
  )
  return row === undefined ? undefined : [countOf(row.first_key), countOf(row.second_key)]
}
