import type { Instant } from '@jianwei/events/instant.ts'
import type { RiskLevel } from '@jianwei/events/warning/events.ts'
import { z } from 'zod'
import { keyOfCursor, pageOf, type Page } from '#/cursor.ts'
import { countOf, instantOf } from '#/engine-values.ts'
import { EVENT_COLUMNS, eventRow, type EngineEventRow, type EventRow } from '#/events/event-row.ts'
import { rowsInForceSql } from '#/fact-ends/versions-in-force-sql.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { isGroupId } from '#/rules/facts/groups/group-text.ts'
import { inRegionsSql } from '#/region-sql.ts'
import { inDomainsSql, type DomainsFilter } from '#/rule-domain-sql.ts'
import { and, identifier, instant, joined, list, sql, textList, uuid, type Sql } from '#/sql.ts'
import type { LedgerTable } from '#/warnings/projection.ts'

/** One entry of the ledger. */
export interface WarningEntry {
  readonly position: number
  readonly event_id: string
  readonly movement: 'raised' | 'withdrawn'
  readonly warning_id: string
  readonly rule_id: string
  readonly rule_version: number
  readonly level: RiskLevel
  readonly subject_id: string
  readonly anchor: string
  readonly anchor_at: Instant
  /** Fact ids. */
  readonly evidence: readonly string[]
  readonly seen_position: number
  readonly clock: Instant
  readonly recorded_at: Instant
}

export interface WarningsFilter {
  readonly subject_id?: string
  readonly rule_id?: string
  readonly rule_version?: number
  readonly level?: RiskLevel
  readonly warning_ids?: readonly string[]
  readonly limit: number
  readonly cursor?: string
}

interface EngineWarningRow {
  readonly position: string
  readonly event_id: string
  readonly movement: WarningEntry['movement']
  readonly warning_id: string
  readonly rule_id: string
  readonly rule_version: number
  readonly level: RiskLevel
  readonly subject_id: string
  readonly anchor: string
  readonly anchor_at: string
  readonly evidence: readonly string[]
  readonly seen_position: string
  readonly clock: string
  readonly recorded_at: string
}

const COLUMNS = sql`position, event_id, movement, warning_id, rule_id, rule_version, level,
  subject_id,
  anchor, anchor_at, evidence, seen_position, clock, recorded_at`

/** The warnings that stand now, each as its last entry says, newest entry first. */
export function standingWarnings(
  warehouse: Warehouse,
  filter: WarningsFilter,
): Promise<Page<WarningEntry>> {
  const standing = sql`
    SELECT max(position) FROM warnings_v1 WHERE ${conditionsOf(filter)}
    GROUP BY warning_id HAVING argMax(movement, position) = 'raised'`
  return entries(warehouse, filter, sql`position IN (${standing})`, 'warnings:standing')
}

/** A warning as its last entry says; it stands when that raised it. */
export interface ListedWarning extends WarningEntry {
  /**
   * The position of its first entry: what lists of warnings are ordered by, because it never
   * changes.
   */
  readonly first_position: number
  /** Up to where the log was seen when it was raised last, with the evidence that it has. */
  readonly raised_seen_position: number
}

export interface WarningListFilter extends WarningsFilter {
  /** Only warnings that hold now, or only those that do not. */
  readonly standing?: boolean
  /** Warnings that the alert has ever gathered. */
  readonly alert_id?: string
  /** By whose rule it was raised. */
  readonly domains?: DomainsFilter
  /** Raised last in the region or within it; empty text for those without a region. */
  readonly region?: string
  /** In the region itself, and in nothing within it. */
  readonly region_itself?: boolean
  /** First recorded as raised at this time or later. */
  readonly since?: Instant
  readonly until?: Instant
}

/** Of the entries of a warning: when the log took the first. */
export const FIRST_RAISED: Sql = sql`argMin(recorded_at, position)`

/** Where each warning was raised last, of the places that are seen. */
export const LAST_PLACES: Sql = sql`
SELECT warning_id, toString(argMax(region, position)) AS place
FROM warning_places_v2 GROUP BY warning_id`

/** One that has no place that is seen counts as being without a region. */
function placedSql(region: string, itself: boolean | undefined): Sql {
  if (region === '')
    return sql`warning_id NOT IN (SELECT warning_id FROM (${LAST_PLACES}) WHERE place != '')`
  const there = inRegionsSql(sql`place`, [region], itself)
  return sql`warning_id IN (SELECT warning_id FROM (${LAST_PLACES}) WHERE ${there})`
}

/** Each warning once, newest first by when it was first raised. */
export function warnings(
  warehouse: Warehouse,
  filter: WarningListFilter,
): Promise<Page<ListedWarning>> {
  return warningsIn('warnings_v1', warehouse, filter)
}

/** The same of any ledger. */
export async function warningsIn(
  table: LedgerTable,
  warehouse: Warehouse,
  filter: WarningListFilter,
): Promise<Page<ListedWarning>> {
  const { cursor, limit, standing, alert_id, domains, region, since, until } = filter
  const those = [
    conditionsOf(filter),
    ...(domains === undefined ? [] : [inDomainsSql(domains)]),
    ...(region === undefined ? [] : [placedSql(region, filter.region_itself)]),
    ...(alert_id === undefined
      ? []
      : [
          sql`warning_id IN (SELECT arrayJoin(warning_ids)
      FROM alert_events_v1
      WHERE alert_id = ${uuid(alert_id)})`,
        ]),
  ]
  const having = [
    ...(cursor === undefined
      ? []
      : [sql`first_position < ${keyOfCursor(cursor, z.tuple([z.int()]))[0]}`]),
    ...(standing === undefined
      ? []
      : [sql`argMax(movement, position) = ${standing ? 'raised' : 'withdrawn'}`]),
    ...(since === undefined ? [] : [sql`${FIRST_RAISED} >= ${instant(since)}`]),
    ...(until === undefined ? [] : [sql`${FIRST_RAISED} < ${instant(until)}`]),
  ]
  const rows = await warehouse.query<
    EngineWarningRow & { first_position: string; raised_seen_position: string }
  >(
    sql`
SELECT ${COLUMNS}, first_position, raised_seen_position FROM ${identifier(table)}
INNER JOIN (
  SELECT min(position) AS first_position, max(position) AS last_position,
    argMaxIf(seen_position, position, movement = 'raised') AS raised_seen_position
  FROM ${identifier(table)}
  WHERE ${and(those)}
  GROUP BY warning_id HAVING ${and(having)}
  ORDER BY first_position DESC LIMIT ${limit + 1}
) AS page ON position = page.last_position
ORDER BY first_position DESC`,
    { purpose: 'warnings:list' },
  )
  const items = rows.map((row) => ({
    ...warningEntry(row),
    first_position: countOf(row.first_position),
    raised_seen_position: countOf(row.raised_seen_position),
  }))
  return pageOf(items, limit, (warning) => [warning.first_position])
}

/**
 * The facts behind warnings of one subject or group, as known now, oldest first. Retracted facts
 * are left out.
 */
export async function evidenceFacts(
  warehouse: Warehouse,
  subjectId: string,
  warningIds: readonly string[],
): Promise<readonly EventRow[]> {
  if (warningIds.length === 0) return []
  const key = sql`subject_key = cityHash64(${subjectId})`
  const named = sql`
SELECT arrayJoin(evidence) FROM warnings_v1 WHERE ${key} AND ${warningIdsCondition(warningIds)}`
  // The facts of a group are about other subjects; they are found by the index of their ids.
  const subjects = isGroupId(subjectId) ? sql`1` : key
  const versions = sql`SELECT * FROM events_v2 WHERE ${subjects} AND fact_id IN (${named})`
  const rows = await warehouse.query<EngineEventRow>(
    sql`
SELECT ${EVENT_COLUMNS}
FROM (${rowsInForceSql(versions, { by: 'platform' }, subjects)})
ORDER BY occurred_at, position`,
    { purpose: 'warnings:evidence' },
  )
  return rows.map(eventRow)
}

/** Every entry of the ledger, newest first. */
export function warningLedger(
  warehouse: Warehouse,
  filter: WarningsFilter,
): Promise<Page<WarningEntry>> {
  return entries(warehouse, filter, sql`1`, 'warnings:ledger')
}

/** What became of a warning, oldest first; empty when there is none of this id. */
export async function entriesOfWarning(
  warehouse: Warehouse,
  warningId: string,
): Promise<readonly WarningEntry[]> {
  const rows = await warehouse.query<EngineWarningRow>(
    sql`SELECT ${COLUMNS} FROM warnings_v1 WHERE warning_id = ${uuid(warningId)} ORDER BY position`,
    { purpose: 'warnings:one' },
  )
  return rows.map(warningEntry)
}

/** A warning as it was raised last, in short. */
export interface RaisedWarning {
  readonly warning_id: string
  readonly position: number
  readonly anchor_at: Instant
  /** How many facts its evidence lists. */
  readonly facts: number
}

/**
 * Of each of a few warnings, the entry that raised it last. `subject_ids`: whom their alerts are
 * about, and most often they themselves; the ledger is read by them, and as a whole only for
 * warnings that are about others.
 */
export async function lastRaised(
  warehouse: Warehouse,
  {
    subject_ids,
    warning_ids,
  }: { readonly subject_ids: readonly string[]; readonly warning_ids: readonly string[] },
): Promise<readonly RaisedWarning[]> {
  if (warning_ids.length === 0) return []
  const keys = sql`subject_key IN (SELECT cityHash64(arrayJoin([${list(subject_ids)}])))`
  const own = await raisedLast(warehouse, keys, warning_ids)
  const found = new Set(own.map(({ warning_id }) => warning_id))
  const others = warning_ids.filter((id) => !found.has(id))
  return others.length === 0 ? own : [...own, ...(await raisedLast(warehouse, sql`1`, others))]
}

async function raisedLast(
  warehouse: Warehouse,
  keys: Sql,
  warningIds: readonly string[],
): Promise<readonly RaisedWarning[]> {
  const rows = await warehouse.query<{
    warning_id: string
    at: string
    anchor_at: string
    facts: string
  }>(
    sql`
SELECT warning_id, max(position) AS at, argMax(w.anchor_at, position) AS anchor_at,
  argMax(length(evidence), position) AS facts
FROM warnings_v1 AS w
WHERE ${keys} AND warning_id IN ${textList(warningIds)} AND movement = 'raised'
GROUP BY warning_id`,
    { purpose: 'warnings:last-raised' },
  )
  return rows.map(({ warning_id, at, anchor_at, facts }) => ({
    warning_id,
    position: countOf(at),
    anchor_at: instantOf(anchor_at),
    facts: countOf(facts),
  }))
}

/** What came of a rule version. */
export interface RuleWarnings {
  readonly rule_id: string
  readonly rule_version: number
  /** Entries of the ledger. */
  readonly raised: number
  readonly withdrawn: number
  /** Warnings that hold now. */
  readonly standing: number
  /** Of these, those that no alert has gathered. */
  readonly without_alert: number
}

/** For every rule version that ever raised a warning. */
export async function warningsByRule(warehouse: Warehouse): Promise<readonly RuleWarnings[]> {
  const rows = await warehouse.query<
    Record<keyof Omit<RuleWarnings, 'rule_id'>, string> & { rule_id: string }
  >(
    sql`
SELECT rule_id, rule_version, sum(raised) AS raised, sum(withdrawn) AS withdrawn,
  countIf(stands) AS standing,
  countIf(stands AND warning_id NOT IN (
    SELECT arrayJoin(warning_ids)
    FROM alert_events_v1
    WHERE event_type IN ('AlertRaised', 'AlertWarningGathered', 'AlertWarningsCounted')
  )) AS without_alert
FROM (
  SELECT rule_id, rule_version, warning_id, countIf(movement = 'raised') AS raised,
    countIf(movement = 'withdrawn') AS withdrawn, argMax(movement, position) = 'raised' AS stands
  FROM warnings_v1 GROUP BY rule_id, rule_version, warning_id
)
GROUP BY rule_id, rule_version ORDER BY rule_id, rule_version`,
    { purpose: 'warnings:by-rule' },
  )
  return rows.map((row) => ({
    rule_id: row.rule_id,
    rule_version: countOf(row.rule_version),
    raised: countOf(row.raised),
    withdrawn: countOf(row.withdrawn),
    standing: countOf(row.standing),
    without_alert: countOf(row.without_alert),
  }))
}

async function entries(
  warehouse: Warehouse,
  filter: WarningsFilter,
  condition: Sql,
  purpose: string,
): Promise<Page<WarningEntry>> {
  const { cursor, limit } = filter
  const before =
    cursor === undefined ? and([]) : sql`position < ${keyOfCursor(cursor, z.tuple([z.int()]))[0]}`
  const rows = await warehouse.query<EngineWarningRow>(
    sql`
SELECT ${COLUMNS} FROM warnings_v1
WHERE ${condition} AND ${conditionsOf(filter)} AND ${before}
ORDER BY position DESC LIMIT ${limit + 1}`,
    { purpose },
  )
  return pageOf(rows.map(warningEntry), limit, (entry) => [entry.position])
}

/** Conditions that hold for all entries of a warning or for none. */
function conditionsOf({
  subject_id,
  rule_id,
  rule_version,
  level,
  warning_ids,
}: WarningsFilter): Sql {
  const conditions = [
    ...(subject_id === undefined ? [] : [sql`subject_key = cityHash64(${subject_id})`]),
    ...(rule_id === undefined ? [] : [sql`rule_id = ${rule_id}`]),
    ...(rule_version === undefined ? [] : [sql`rule_version = ${rule_version}`]),
    ...(level === undefined ? [] : [sql`level = ${level}`]),
    ...(warning_ids === undefined ? [] : [warningIdsCondition(warning_ids)]),
  ]
  return and(conditions)
}

function warningIdsCondition(ids: readonly string[]): Sql {
  return ids.length === 0 ? sql`0` : sql`warning_id IN (${joined(ids.map(uuid))})`
}

function warningEntry(row: EngineWarningRow): WarningEntry {
  return {
    ...row,
    position: countOf(row.position),
    anchor_at: instantOf(row.anchor_at),
    seen_position: countOf(row.seen_position),
    clock: instantOf(row.clock),
    recorded_at: instantOf(row.recorded_at),
  }
}
