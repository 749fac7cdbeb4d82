import { countOf } from '#/engine-values.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { integer, joined, list, NOTHING, sql, textList, type Sql } from '#/sql.ts'

/**
 * How old a warning's anchor may be to open an alert, for each rule version that was ever
 * published.
 */
export interface AlertAge {
  readonly id: string
  readonly version: number
  readonly alert_anchor_age_days: number
}

/** Why standing warnings of a rule version about facts of a source have no alert. */
export interface WithoutAlert {
  readonly rule_id: string
  readonly rule_version: number
  /** Of the newest fact of the evidence. */
  readonly source: string
  /**
   * Their anchor was older than the rule allows when they were found, counted back from the newest
   * fact of the source.
   */
  readonly too_old: number
  /** An import holds the source: they open alerts when it ends. */
  readonly waiting: number
  /** Neither: the sentinel has not dealt with them yet, or cannot read the rule. */
  readonly others: number
}

export interface WithoutAlertFilter {
  readonly ages: readonly AlertAge[]
  /** Sources that an import holds now. */
  readonly held: readonly string[]
  /** Only warnings about these sources. */
  readonly of?: 'held'
}

/** The standing warnings that no alert has gathered, told apart by why. */
export async function warningsWithoutAlert(
  warehouse: Warehouse,
  filter: WithoutAlertFilter,
): Promise<readonly WithoutAlert[]> {
  if (filter.of === 'held' && filter.held.length === 0) return []
  const rows = await warehouse.query<Record<keyof WithoutAlert, string>>(sqlOf(filter), {
    purpose: 'warnings:without-alert',
  })
  return rows.map((row) => ({
    rule_id: row.rule_id,
    rule_version: countOf(row.rule_version),
    source: row.source,
    too_old: countOf(row.too_old),
    waiting: countOf(row.waiting),
    others: countOf(row.others),
  }))
}

function sqlOf({ ages, held, of }: WithoutAlertFilter): Sql {
  const isHeld = held.length === 0 ? sql`0` : sql`f.source IN ${textList(held)}`
  return sql`
SELECT rule_id, rule_version, source, countIf(is_old) AS too_old,
  countIf(NOT is_old AND is_held) AS waiting,
  countIf(NOT is_old AND NOT is_held) AS others
FROM (
  SELECT w.rule_id AS rule_id, w.rule_version AS rule_version, f.source AS source,
    ${isHeld} AS is_held,
    n.source != '' AND ${isOldSql(ages)} AS is_old
  FROM (${standingSql()}) AS w
  INNER JOIN (${factsSql()}) AS f ON f.fact_id = w.newest_fact
  LEFT JOIN (
    SELECT toString(a.source) AS source, max(a.last_occurred_at) AS newest
    FROM source_activity_v3 AS a
    GROUP BY source
  ) AS n ON n.source = f.source
  ${of === 'held' ? sql`WHERE ${isHeld}` : NOTHING}
)
GROUP BY rule_id, rule_version, source ORDER BY rule_id, rule_version, source`
}

function standingSql(): Sql {
  return sql`
SELECT rule_id, rule_version, warning_id, argMax(anchor_at, position) AS anchor_at,
  argMax(evidence, position)[-1] AS newest_fact
FROM warnings_v1 GROUP BY rule_id, rule_version, warning_id
HAVING argMax(movement, position) = 'raised' AND warning_id NOT IN (
  SELECT arrayJoin(warning_ids)
  FROM alert_events_v1
  WHERE event_type IN ('AlertRaised', 'AlertWarningGathered', 'AlertWarningsCounted')
)`
}

function factsSql(): Sql {
  return sql`
SELECT fact_id, any(toString(e.source)) AS source FROM events_v2 AS e
WHERE version_kind != 'record' AND fact_id IN (SELECT newest_fact FROM (${standingSql()}))
GROUP BY fact_id`
}

/** Of a rule that is not among them nothing is known to be too old. */
function isOldSql(ages: readonly AlertAge[]): Sql {
  if (ages.length === 0) return sql`0`
  const names = list(ages.map(({ id, version }) => `${id}@${version}`))
  const days = joined(ages.map((age) => integer(age.alert_anchor_age_days)))
  const name = sql`concat(w.rule_id, '@', toString(w.rule_version))`
  return sql`has([${names}], ${name})
    AND n.newest > addDays(w.anchor_at, transform(${name}, [${names}], [${days}], 0))`
}
