import { DUTY_STATES, type DutyState } from '@jianwei/events/duty/duty.ts'
import type { DutyMark } from '@jianwei/events/duty/terms.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import type { RiskLevel } from '@jianwei/events/warning/events.ts'
import { inRegionsSql } from '#/region-sql.ts'
import { inDomainsSql, type DomainsFilter } from '#/rule-domain-sql.ts'
import { instant, list, sql, uuid, type Sql } from '#/sql.ts'

/** States of a duty whose clock may still give marks. */
export const OPEN_STATES: readonly DutyState[] = DUTY_STATES.slice(0, 2)

/** What narrows duties. Absent: not narrowed. */
export interface DutiesFilter {
  readonly unit?: string
  readonly owner?: string
  /** A region and all within it; empty text for those without a region. */
  readonly region?: string
  /** Of the region itself, and of nothing within it. */
  readonly region_itself?: boolean
  /** About an alert of this level. */
  readonly level?: RiskLevel
  /** About an alert of these domains; empty text also for duties about facts. */
  readonly domains?: DomainsFilter
  readonly kind?: string
  readonly about?: 'alert' | 'cooperation' | 'fact'
  readonly about_id?: string
  /** Its end had passed while it was open. */
  readonly breached?: boolean
  readonly mark?: DutyMark
  /** Due before this time; those whose end is not known are left out then. */
  readonly due_before?: Instant
  readonly states?: readonly DutyState[]
}

export function conditionsOf(filter: DutiesFilter): readonly Sql[] {
  const { unit, owner, region, kind, about, about_id, breached, mark, due_before, states } = filter
  return [
    ...(states === undefined ? [] : [sql`state IN (${list(states)})`]),
    ...(unit === undefined ? [] : [sql`unit = ${unit}`]),
    ...(owner === undefined ? [] : [sql`owner = ${owner}`]),
    ...(region === undefined ? [] : [inRegionsSql(sql`region`, [region], filter.region_itself)]),
    ...(filter.level === undefined ? [] : [ofAlertsSql(sql`level = ${filter.level}`)]),
    ...(filter.domains === undefined ? [] : [ofDomainsSql(filter.domains)]),
    ...(kind === undefined ? [] : [sql`kind = ${kind}`]),
    ...(about === undefined ? [] : [sql`about = ${about}`]),
    ...(about_id === undefined ? [] : [sql`about_id = ${uuid(about_id)}`]),
    ...(breached === undefined ? [] : [breached ? sql`is_breached` : sql`NOT is_breached`]),
    ...(mark === undefined ? [] : [sql`has(marks, ${mark})`]),
    ...(due_before === undefined ? [] : [sql`due_at < ${instant(due_before)}`]),
  ]
}

/** A duty is about an alert, or about a fact, which has neither level nor rule. */
function ofAlertsSql(condition: Sql): Sql {
  return sql`(about != 'fact' AND about_id IN (
  SELECT alert_id FROM alerts_v1 FINAL WHERE ${condition}))`
}

function ofDomainsSql(domains: DomainsFilter): Sql {
  const ofAlerts = ofAlertsSql(inDomainsSql(domains))
  return domains.names.includes('') ? sql`(about = 'fact' OR ${ofAlerts})` : ofAlerts
}
