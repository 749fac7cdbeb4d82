import type { Instant } from '@jianwei/events/instant.ts'
import { countOf } from '#/engine-values.ts'
import { aboutRule } from '#/evaluation/queries.ts'
import { asksAs, type Warehouse } from '#/ports/warehouse.ts'
import { warningsSql } from '#/rules/compiler/compile.ts'
import type { Stated } from '#/rules/feeds/statements-as-known.ts'
import { selectionsOf, type Rule } from '#/rules/rule.ts'
import { integer, sql, textList } from '#/sql.ts'

export const RECENT_DAYS = 90
const asks = asksAs('publication')

/** What would come of publishing a rule. */
export interface PublicationImpact {
  /** Subjects or groups with a warning that is not too old for an alert. */
  readonly alerts_now: number
  /** Warnings of facts of the last 90 days: alerts, had each been closed before the next came. */
  readonly alerts_last_90_days: number
}

/**
 * Over all that is known, at the log's clock. How old a warning is counts from the newest fact of
 * the source of its newest evidence, as it does when alerts are raised.
 */
export async function publicationImpact(
  warehouse: Warehouse,
  rule: Rule,
  { clock, statements, authorities, notices }: Stated & { readonly clock: Instant },
): Promise<PublicationImpact> {
  if (rule.alerting.record_only) return { alerts_now: 0, alerts_last_90_days: 0 }
  const view = {
    scope: { of: 'everything' },
    known: { by: 'platform' },
    clock,
    statements,
    authorities,
    notices,
  } as const
  const types = textList([...new Set(selectionsOf(rule).flatMap(({ events }) => events))])
  const [row] = await warehouse.query<{ readonly now: string; readonly recent: string }>(
    sql`
SELECT
  uniqExactIf(w.subject_id,
    w.anchor_time >= addDays(n.newest, -${integer(rule.alert_anchor_age_days)})) AS now,
  countIf(w.anchor_time >= addDays(n.newest, -${integer(RECENT_DAYS)})) AS recent
FROM (
  SELECT subject_id, parseDateTime64BestEffort(anchor_at, 3, 'UTC') AS anchor_time,
    toUUID(evidence[-1]) AS newest_fact
  FROM (${warningsSql(rule, view)})
) AS w
INNER JOIN (
  SELECT fact_id, any(toString(e.source)) AS fact_source FROM events_v2 AS e
  WHERE event_type IN ${types} AND version_kind != 'record' GROUP BY fact_id
) AS f ON f.fact_id = w.newest_fact
INNER JOIN (
  SELECT toString(a.source) AS of_source, max(a.last_occurred_at) AS newest
  FROM source_activity_v3 AS a GROUP BY of_source
) AS n ON n.of_source = f.fact_source`,
    asks(rule.id, aboutRule(rule, 'warnings')),
  )
  return { alerts_now: countOf(row?.now ?? 0), alerts_last_90_days: countOf(row?.recent ?? 0) }
}
