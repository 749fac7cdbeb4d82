import { z } from 'zod'
import { keyOfCursor, pageOf, type Page } from '#/cursor.ts'
import {
  ALERT_COLUMNS,
  alertRow,
  ALERTS,
  newestRowsSql,
  type AlertRow,
  type EngineAlertRow,
} from '#/desk/alert-row.ts'
import type { AlertsFilter } from '#/desk/filter.ts'
import { fitsSql } from '#/desk/filter-sql.ts'
import { behindSql, orderKeySql, type AlertOrder, type OrderKey } from '#/desk/order-sql.ts'
import { countOf } from '#/engine-values.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { list, sql, uuid } from '#/sql.ts'

/** Narrowed, in an order, a page at a time. */
export interface AlertsQuestion extends AlertsFilter {
  /** Default: newest first. */
  readonly order?: AlertOrder
  readonly limit: number
  readonly cursor?: string
}

/** An alert, and where it stands in the order that was asked for. */
export interface PlacedAlert extends AlertRow {
  readonly place: OrderKey
}

export interface AlertsPage extends Page<PlacedAlert> {
  /**
   * The position of the newest alert that the list can hold: what is raised behind it is not in it,
   * on whichever page.
   */
  readonly up_to: number
}

type KeyedRow = EngineAlertRow & { readonly first_key: string; readonly second_key: string }

const Cursor = z.tuple([z.int(), z.int(), z.int()])

/**
 * Alerts as they stand. The first page says up to which alert the list goes, and the pages behind
 * it keep to that: nothing that is raised meanwhile moves a row. An alert that is worked on
 * meanwhile stands where it belongs by then.
 */
export async function alerts(
  warehouse: Warehouse,
  { order = 'raised', limit, cursor, ...filter }: AlertsQuestion,
): Promise<AlertsPage> {
  const after = cursor === undefined ? undefined : keyOfCursor(cursor, Cursor)
  const up_to = after?.[0] ?? filter.raised_up_to ?? (await newestAlert(warehouse))
  const [first, second] = orderKeySql(order)
  const behind = after === undefined ? sql`1` : behindSql(order, [after[1], after[2]])
  // Which rows, by the few columns that say so; then these rows. On shards each gives its first
  // ones, of which the first of all are taken.
  const these = sql`raised_position IN (
  SELECT raised_position
  FROM ${ALERTS}
  WHERE ${fitsSql({ ...filter, raised_up_to: up_to })} AND ${behind}
  ORDER BY ${first}, ${second}
  LIMIT ${limit + 1}
)`
  const columns = sql`events, ${ALERT_COLUMNS}, ${first} AS first_key, ${second} AS second_key`
  const rows = await warehouse.query<KeyedRow>(
    sql`
SELECT * EXCEPT events
FROM (${newestRowsSql(columns, these)})
ORDER BY first_key, second_key
LIMIT ${limit + 1}`,
    { purpose: 'desk:list' },
  )
  return { ...pageOf(rows.map(placed), limit, ({ place }) => [up_to, ...place]), up_to }
}

function placed({ first_key, second_key, ...row }: KeyedRow): PlacedAlert {
  return { ...alertRow(row), place: [countOf(first_key), countOf(second_key)] }
}

/** Where the newest alert begins; 0 where there is none. */
export async function newestAlert(warehouse: Warehouse): Promise<number> {
  const [row] = await warehouse.query<{ newest: string }>(
    sql`SELECT max(raised_position) AS newest FROM alerts_v1`,
    { purpose: 'desk:newest' },
  )
  return countOf(row?.newest ?? 0)
}

export async function alertById(
  warehouse: Warehouse,
  alertId: string,
): Promise<AlertRow | undefined> {
  const rows = await warehouse.query<EngineAlertRow>(
    newestRowsSql(ALERT_COLUMNS, sql`alert_id = ${uuid(alertId)}`),
    { purpose: 'desk:one' },
  )
  return rows.map(alertRow)[0]
}

/** Alerts by where they begin in the log, in no order. */
export async function alertsAt(
  warehouse: Warehouse,
  positions: readonly number[],
): Promise<readonly AlertRow[]> {
  if (positions.length === 0) return []
  const these = sql`raised_position IN (${list(positions)})`
  const rows = await warehouse.query<EngineAlertRow>(newestRowsSql(ALERT_COLUMNS, these), {
    purpose: 'desk:some',
  })
  return rows.map(alertRow)
}

/** How many alerts of each rule version are not closed. */
export async function openAlertsByRule(warehouse: Warehouse): Promise<
  readonly {
    readonly rule_id: string
    readonly rule_version: number
    readonly open_alerts: number
  }[]
> {
  const rows = await warehouse.query<{
    rule_id: string
    rule_version: number
    open_alerts: string
  }>(
    sql`
SELECT rule_id, rule_version, count() AS open_alerts
FROM ${ALERTS}
WHERE state != 'closed' AND rule_id != ''
GROUP BY rule_id, rule_version
ORDER BY rule_id, rule_version`,
    { purpose: 'desk:open-by-rule' },
  )
  return rows.map((row) => ({ ...row, open_alerts: countOf(row.open_alerts) }))
}
