import { ClosingReason } from '@jianwei/events/alert/closing-events.ts'
import { Finding } from '@jianwei/events/alert/handling-events.ts'
import type { Instant } from '@jianwei/events/instant.ts'
import { ALERTS } from '#/desk/alert-row.ts'
import { countOf } from '#/engine-values.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { and, instant, sql } from '#/sql.ts'
import { wilsonInterval, type Interval } from '#/wilson-interval.ts'

/** What became of the alerts of a rule version, as people said when they closed them. */
export interface ClosingsOfVersion {
  readonly rule_version: number
  readonly open: number
  readonly closed: number
  /** How many for each reason. */
  readonly reasons: Readonly<Record<ClosingReason, number>>
  /** Closed before reasons were asked. */
  readonly without_reason: number
  /** How many for each finding of the last verification, open or closed. */
  readonly findings: Readonly<Record<Finding, number>>
  readonly not_verified: number
  /** Those that say nothing about the rule: `precision` is of the others. */
  readonly not_judged: NotJudged
  readonly precision: Precision
  /** Worked on as part of another alert, and counted nowhere above. */
  readonly merged: number
}

/** Each is named elsewhere too; together with the size of the precision they are all alerts. */
export interface NotJudged {
  readonly alerts: number
  readonly open: number
  readonly duplicate: number
  readonly out_of_remit: number
  readonly other: number
  readonly without_reason: number
}

/**
 * Of the alerts that say something about the rule, those that were true. Duplicates, what was out
 * of remit and `other` say nothing of it and are left out.
 */
export interface Precision {
  /** Null where there is nothing to tell it from. */
  readonly value: number | null
  readonly hits: number
  readonly size: number
  /** Wilson's of 95 %, as if each alert were one by itself; null where the size is 0. */
  readonly interval: Interval | null
}

/** Alerts raised from a time on, before another. */
export interface ClosingsPeriod {
  readonly since?: Instant
  readonly until?: Instant
}

const SAYING: readonly ClosingReason[] = ['true_and_handled', 'false_rule', 'false_data', 'benign']

interface Counted {
  readonly rule_version: number
  /** `open`, a reason, or empty where nobody was asked. */
  readonly outcome: string
  readonly finding: string
  readonly merged: number
  readonly alerts: number
}

/**
 * Of each version that raised an alert in the period, oldest first. An alert that was merged into
 * another counts there. A reopened alert is open.
 */
export async function closingsOfRule(
  warehouse: Warehouse,
  ruleId: string,
  { since, until }: ClosingsPeriod = {},
): Promise<readonly ClosingsOfVersion[]> {
  const raised = and([
    sql`rule_id = ${ruleId}`,
    ...(since === undefined ? [] : [sql`raised_at >= ${instant(since)}`]),
    ...(until === undefined ? [] : [sql`raised_at < ${instant(until)}`]),
  ])
  const rows = await warehouse.query<Omit<Counted, 'alerts'> & { readonly alerts: string }>(
    sql`
SELECT rule_version, if(state = 'closed', closed_as, 'open') AS outcome, finding,
  merged_into != '' AS merged, count() AS alerts
FROM ${ALERTS}
WHERE ${raised}
GROUP BY rule_version, outcome, finding, merged
ORDER BY rule_version`,
    { purpose: 'desk:closings' },
  )
  const counted = rows.map((row) => ({ ...row, alerts: countOf(row.alerts) }))
  return [...Map.groupBy(counted, ({ rule_version }) => rule_version)].map(ofVersion)
}

function ofVersion([rule_version, all]: readonly [number, readonly Counted[]]): ClosingsOfVersion {
  const own = all.filter(({ merged }) => merged === 0)
  const sum = (some: readonly Counted[]): number =>
    some.reduce((total, { alerts }) => total + alerts, 0)
  const of = (...outcomes: readonly string[]): number =>
    sum(own.filter(({ outcome }) => outcomes.includes(outcome)))
  const found = (name: string): number => sum(own.filter(({ finding }) => finding === name))
  const [hits, size] = [of('true_and_handled'), of(...SAYING)]
  return {
    rule_version,
    open: of('open'),
    closed: of(...ClosingReason.options, ''),
    // One entry for each reason and finding, which is what the types say.
    reasons: Object.fromEntries(
      ClosingReason.options.map((reason) => [reason, of(reason)]),
    ) as Record<ClosingReason, number>,
    without_reason: of(''),
    findings: Object.fromEntries(Finding.options.map((one) => [one, found(one)])) as Record<
      Finding,
      number
    >,
    not_verified: found(''),
    not_judged: {
      alerts: sum(own) - size,
      open: of('open'),
      duplicate: of('duplicate'),
      out_of_remit: of('out_of_remit'),
      other: of('other'),
      without_reason: of(''),
    },
    precision: {
      value: size === 0 ? null : hits / size,
      hits,
      size,
      interval: wilsonInterval(hits, size),
    },
    merged: sum(all) - sum(own),
  }
}
