import type { Instant } from '@jianwei/events/instant.ts'
import type { RiskLevel } from '@jianwei/events/warning/events.ts'
import { z } from 'zod'
import { keyOfCursor, pageOf, type Page } from '#/cursor.ts'
import { countOf, instantOf } from '#/engine-values.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { withinRegionSql } from '#/region-sql.ts'
import { instant, integer, text, uuid } from '#/sql.ts'
import { alertsSql, type AlertState } from '#/alerts/fold-sql.ts'

/** An alert as its events have made it. */
export interface AlertRow {
  readonly alert_id: string
  readonly state: AlertState
  readonly level: RiskLevel
  readonly rule_id: string
  readonly rule_version: number
  readonly subject_id: string
  readonly owner: string | null
  readonly due_at: Instant | null
  readonly silenced_until: Instant | null
  /** What was found when it was verified last; null before. */
  readonly substantiated: boolean | null
  readonly raised_at: Instant
  /** The place of its first event: what lists are ordered by. */
  readonly raised_position: number
  readonly changed_at: Instant
  readonly last_position: number
  /** Warnings that were gathered and still hold. */
  readonly standing_warning_ids: readonly string[]
}

export interface AlertsFilter {
  readonly states?: readonly AlertState[]
  readonly level?: RiskLevel
  readonly rule_id?: string
  readonly subject_id?: string
  readonly owner?: string
  /** Raised about a fact in this region or within it: codes are compared by prefix. */
  readonly region?: string
  /** Raised at this time or later. */
  readonly since?: Instant
  readonly limit: number
  readonly cursor?: string
}

type EngineAlertRow = Omit<
  AlertRow,
  'due_at' | 'silenced_until' | 'substantiated' | 'raised_at' | 'changed_at' | 'raised_position' | 'last_position'
> & {
  /** What the engine computes is a number, and what it reads from a column a truth value. */
  readonly substantiated: number | boolean | null
  readonly due_at: string | null
  readonly silenced_until: string | null
  readonly raised_at: string
  readonly changed_at: string
  readonly raised_position: string
  readonly last_position: string
}

/** Newest first, by when they were raised. */
export async function alerts(warehouse: Warehouse, filter: AlertsFilter): Promise<Page<AlertRow>> {
  const { cursor, limit } = filter
  const before = cursor === undefined ? '1' : `raised_position < ${integer(keyOfCursor(cursor, z.tuple([z.int()]))[0])}`
  const rows = await warehouse.query<EngineAlertRow>(
    `SELECT * FROM (${alertsSql('1')}) WHERE ${conditionsOf(filter)} AND ${before}
     ORDER BY raised_position DESC LIMIT ${integer(limit + 1)}`,
    { purpose: 'alerts:list' },
  )
  return pageOf(rows.map(alertRow), limit, (alert) => [alert.raised_position])
}

export async function alertById(warehouse: Warehouse, alertId: string): Promise<AlertRow | undefined> {
  const rows = await warehouse.query<EngineAlertRow>(alertsSql(`alert_id = ${uuid(alertId)}`), {
    purpose: 'alerts:one',
  })
  return rows.map(alertRow)[0]
}

/** One step in the life of an alert. */
export interface AlertStepRow {
  readonly position: number
  readonly event_id: string
  readonly event_type: string
  readonly actor: string
  readonly reason: string
  readonly occurred_at: Instant
  readonly recorded_at: Instant
  readonly data: Readonly<Record<string, unknown>>
}

/** The life of an alert, oldest step first; empty when there is none of this id. */
export async function alertSteps(warehouse: Warehouse, alertId: string): Promise<readonly AlertStepRow[]> {
  const rows = await warehouse.query<
    Omit<AlertStepRow, 'position' | 'data'> & { position: string; payload: string; occurred_at: string }
  >(
    `SELECT position, event_id, event_type, actor, reason, occurred_at, recorded_at, payload
     FROM alert_events_v1 WHERE alert_id = ${uuid(alertId)} ORDER BY position`,
    { purpose: 'alerts:steps' },
  )
  return rows.map(({ payload, ...row }) => ({
    ...row,
    position: countOf(row.position),
    occurred_at: instantOf(row.occurred_at),
    recorded_at: instantOf(row.recorded_at),
    // The projector wrote the data that the catalogue had parsed: an object.
    data: JSON.parse(payload) as Readonly<Record<string, unknown>>,
  }))
}

/** How many alerts of each rule version are not closed. */
export async function openAlertsByRule(
  warehouse: Warehouse,
): Promise<readonly { readonly rule_id: string; readonly rule_version: number; readonly open_alerts: number }[]> {
  const rows = await warehouse.query<{ rule_id: string; rule_version: number; open_alerts: string }>(
    `SELECT rule_id, rule_version, count() AS open_alerts FROM (${alertsSql('1')}) WHERE state != 'closed'
     GROUP BY rule_id, rule_version ORDER BY rule_id, rule_version`,
    { purpose: 'alerts:open-by-rule' },
  )
  return rows.map((row) => ({ ...row, open_alerts: countOf(row.open_alerts) }))
}

function conditionsOf({ states, level, rule_id, subject_id, owner, region, since }: AlertsFilter): string {
  const conditions = [
    ...(states === undefined || states.length === 0 ? [] : [`state IN (${states.map(text).join(', ')})`]),
    ...(level === undefined ? [] : [`level = ${text(level)}`]),
    ...(rule_id === undefined ? [] : [`rule_id = ${text(rule_id)}`]),
    ...(subject_id === undefined ? [] : [`subject_id = ${text(subject_id)}`]),
    ...(owner === undefined ? [] : [`owner = ${text(owner)}`]),
    ...(region === undefined ? [] : [`alert_id IN (${raisedInRegionSql(region)})`]),
    ...(since === undefined ? [] : [`raised_at >= ${instant(since)}`]),
  ]
  return conditions.join(' AND ') || '1'
}

/** The region stands in the envelope of the event that raised the alert. */
function raisedInRegionSql(region: string): string {
  return `SELECT alert_id FROM alert_events_v1 WHERE event_type = 'AlertRaised' AND event_id IN (
    SELECT event_id FROM events_by_type_v1 WHERE event_type = 'AlertRaised' AND ${withinRegionSql('region', region)})`
}

function alertRow(row: EngineAlertRow): AlertRow {
  return {
    ...row,
    due_at: row.due_at === null ? null : instantOf(row.due_at),
    silenced_until: row.silenced_until === null ? null : instantOf(row.silenced_until),
    substantiated: row.substantiated === null ? null : Boolean(row.substantiated),
    raised_at: instantOf(row.raised_at),
    changed_at: instantOf(row.changed_at),
    raised_position: countOf(row.raised_position),
    last_position: countOf(row.last_position),
  }
}
