import type { Instant } from '@jianwei/events/instant.ts'
import { ALERTS } from '#/desk/alert-row.ts'
import { fitsSql } from '#/desk/filter-sql.ts'
import { DUTIES } from '#/duties/duty-row.ts'
import { conditionsOf, OPEN_STATES } from '#/duties/filter-sql.ts'
import { dayInChinaSql } from '#/day-sql.ts'
import { countOf, instantOf } from '#/engine-values.ts'
import { facetedCounts, type FacetedCounts } from '#/overview/faceted-counts.ts'
import { regionKeySql } from '#/overview/region-groups.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { inRegionsSql } from '#/region-sql.ts'
import { domainSql, type RuleDomain } from '#/rule-domain-sql.ts'
import { and, instant, sql } from '#/sql.ts'
import { FIRST_RAISED, LAST_PLACES } from '#/warnings/queries.ts'

export interface OverviewQuestion {
  /** Only in it and within it. */
  readonly region?: string
  /** From when on warnings and alerts are new, and closings count. */
  readonly since: Instant
  /** Before when. */
  readonly until: Instant
  /** Of all rule versions. */
  readonly domains: readonly RuleDomain[]
}

/** Alerts that are open, and those that were raised in the period; by day of raising. */
export function alertNumbers(
  warehouse: Warehouse,
  { region, since, until, domains }: OverviewQuestion,
): Promise<FacetedCounts<'open_alerts' | 'new_alerts'>> {
  return facetedCounts(warehouse, {
    values: {
      region: regionKeySql(sql`region`),
      domain: domainSql(domains),
      level: sql`toString(level)`,
      day: dayInChinaSql(sql`raised_at`),
    },
    counts: {
      open_alerts: fitsSql({ open: true }),
      new_alerts: fitsSql({ since, until }),
    },
    rows: sql`${ALERTS} WHERE ${fitsSql(region === undefined ? {} : { regions: [region] })}`,
    purpose: 'overview:alerts',
  })
}

/** Warnings that the log took first in the period, by where they were raised last. */
export function warningNumbers(
  warehouse: Warehouse,
  { region, since, until, domains }: OverviewQuestion,
): Promise<FacetedCounts<'new_warnings'>> {
  return facetedCounts(warehouse, {
    values: {
      region: regionKeySql(sql`place`),
      domain: domainSql(domains),
      level: sql`toString(level)`,
      day: dayInChinaSql(sql`first_at`),
    },
    counts: { new_warnings: sql`1` },
    rows: sql`(
  SELECT warning_id, any(w.rule_id) AS rule_id, any(w.rule_version) AS rule_version,
    any(w.level) AS level, ${FIRST_RAISED} AS first_at
  FROM warnings_v1 AS w GROUP BY warning_id
  HAVING first_at >= ${instant(since)} AND first_at < ${instant(until)}
) AS raised LEFT JOIN (${LAST_PLACES}) AS places USING (warning_id)
WHERE ${region === undefined ? and([]) : inRegionsSql(sql`place`, [region])}`,
    purpose: 'overview:warnings',
  })
}

/** Open duties whose end has passed; level and domain are those of the alert that one is about. */
export function dutyNumbers(
  warehouse: Warehouse,
  { region, domains }: Pick<OverviewQuestion, 'region' | 'domains'>,
): Promise<FacetedCounts<'overdue_duties'>> {
  const filter = {
    states: OPEN_STATES,
    breached: true,
    ...(region === undefined ? {} : { region }),
  }
  return facetedCounts(warehouse, {
    values: {
      region: regionKeySql(sql`region`),
      domain: sql`domain`,
      level: sql`level`,
      day: sql`''`,
    },
    counts: { overdue_duties: sql`1` },
    rows: sql`(
  SELECT toString(region) AS region, if(about = 'fact', NULL, about_id) AS alert_id
  FROM ${DUTIES} WHERE ${and(conditionsOf(filter))}
) AS owed LEFT JOIN (
  SELECT toNullable(alert_id) AS alert_id, toString(level) AS level, ${domainSql(domains)} AS domain
  FROM ${ALERTS}
) AS alerts USING (alert_id)`,
    purpose: 'overview:duties',
  })
}

/** How many of the alerts that are closed were closed last on each day of the period. */
export async function closedByDay(
  warehouse: Warehouse,
  { region, since, until }: OverviewQuestion,
): Promise<ReadonlyMap<string, number>> {
  const closed = fitsSql({
    closed_since: since,
    closed_until: until,
    ...(region === undefined ? {} : { regions: [region] }),
  })
  const rows = await warehouse.query<{ day: string; alerts: string }>(
    sql`
SELECT ${dayInChinaSql(sql`closed_at`)} AS day, count() AS alerts
FROM (
  SELECT alert_id, max(occurred_at) AS closed_at FROM alert_events_v1
  WHERE event_type = 'AlertClosed' AND alert_id IN (SELECT alert_id FROM ${ALERTS} WHERE ${closed})
  GROUP BY alert_id
)
GROUP BY day ORDER BY day`,
    { purpose: 'overview:closed' },
  )
  return new Map(rows.map(({ day, alerts }) => [day, countOf(alerts)]))
}

/** When the log took the newest fact that is seen; null where none is. */
export async function newestFactRecorded(warehouse: Warehouse): Promise<Instant | null> {
  const [row] = await warehouse.query<{ at: string }>(
    sql`SELECT max(last_recorded_at) AS at FROM source_activity_v3 HAVING count() > 0`,
    { purpose: 'overview:newest-fact' },
  )
  return row === undefined ? null : instantOf(row.at)
}
