import { latestVersion, parseData } from '@jianwei/events/catalogue.ts'
import type { AlertEventType } from '@jianwei/events/alert/effects.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { countOf, instantOf } from '#/engine-values.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { joined, list, sql, textList, uuid, type Sql } from '#/sql.ts'

/** One step in the life of an alert. */
export interface AlertStepRow {
  readonly position: number
  readonly event_id: string
  readonly alert_id: string
  readonly event_type: string
  readonly actor: string
  readonly reason: string
  readonly occurred_at: Instant
  readonly recorded_at: Instant
  readonly data: Readonly<Record<string, unknown>>
}

/** The life of an alert, oldest step first; empty when there is none of this id. */
export function alertSteps(
  warehouse: Warehouse,
  alertId: string,
): Promise<readonly AlertStepRow[]> {
  return steps(warehouse, sql`alert_id = ${uuid(alertId)}`, 'alerts:steps')
}

/** Steps of these types of a few alerts, oldest first. */
export async function stepsOfAlerts(
  warehouse: Warehouse,
  alertIds: readonly string[],
  types: readonly AlertEventType[],
): Promise<readonly AlertStepRow[]> {
  if (alertIds.length === 0 || types.length === 0) return []
  const of = sql`alert_id IN (${joined(alertIds.map(uuid))}) AND event_type IN ${textList(types)}`
  return steps(warehouse, of, 'alerts:steps-of-some')
}

/** Steps of a few alerts by where they are in the log, oldest first. */
export async function stepsAt(
  warehouse: Warehouse,
  alertIds: readonly string[],
  positions: readonly number[],
): Promise<readonly AlertStepRow[]> {
  if (alertIds.length === 0 || positions.length === 0) return []
  const at = sql`alert_id IN ${textList(alertIds)} AND position IN (${list(positions)})`
  return steps(warehouse, at, 'alerts:steps-at')
}

async function steps(
  warehouse: Warehouse,
  these: Sql,
  purpose: string,
): Promise<readonly AlertStepRow[]> {
  const rows = await warehouse.query<
    Omit<AlertStepRow, 'position' | 'data'> & {
      position: string
      payload: string
      occurred_at: string
    }
  >(
    sql`
SELECT position, event_id, alert_id, event_type, actor, reason, occurred_at, recorded_at, payload
FROM alert_events_v1
WHERE ${these}
ORDER BY position`,
    { purpose },
  )
  return rows.map(({ payload, ...row }) => ({
    ...row,
    position: countOf(row.position),
    occurred_at: instantOf(row.occurred_at),
    recorded_at: instantOf(row.recorded_at),
    data: dataOfStep(row.event_type, payload),
  }))
}

/** Rows of earlier programs hold the shapes of their time: these are read as the log reads them. */
function dataOfStep(type: string, payload: string): Readonly<Record<string, unknown>> {
  // The projector wrote the data that the catalogue had parsed: an object.
  const data = JSON.parse(payload) as Readonly<Record<string, unknown>>
  for (let version = latestVersion(type) ?? 0; version > 0; version -= 1) {
    const parsed = parseData(type, version, data)
    if (parsed.ok) return parsed.data
  }
  return data
}
