import type { Instant } from '@jianwei/events/instant.ts'
import type { SilenceScope } from '@jianwei/events/silence/events.ts'
import { countOf } from '#/engine-values.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { withinRegionSql } from '#/region-sql.ts'
import { and, instant, integer, sql, type Sql } from '#/sql.ts'

/** Warnings that a silence shows by name. */
export const HELD_BACK_SAMPLE_MAX = 20
const YEAR_DAYS = 365

/** What a silence holds back, and what one of its scope would have held back. */
export interface HeldBack {
  /** Warnings that stand, of facts in its span, that no alert has told of. */
  readonly now: number
  readonly sample: readonly string[]
  /** Of facts of the year before the log's clock, as if it had held all the time. */
  readonly last_year: { readonly warnings: number; readonly alerts: number }
}

export interface HeldBackQuestion {
  readonly scope: SilenceScope
  readonly from: Instant
  readonly until: Instant
  /** Where it was ordered: what was found before, it holds not back. 0 for none. */
  readonly since_position: number
  readonly clock: Instant
}

interface Row {
  readonly held: string
  readonly sample: readonly string[]
  readonly warnings: string
}

/** The region is that of the newest fact, for groups as well. */
export async function heldBack(
  warehouse: Warehouse,
  { scope, from, until, since_position, clock }: HeldBackQuestion,
): Promise<HeldBack> {
  const inScope = warningsInScopeSql(scope)
  const inYear = sql`anchor_at < ${instant(clock)}
    AND anchor_at >= addDays(${instant(clock)}, -${integer(YEAR_DAYS)})`
  const isHeld = sql`stands AND NOT told AND raised_position > ${since_position}
    AND anchor_at >= ${instant(from)} AND anchor_at < ${instant(until)}`
  const [row] = await warehouse.query<Row>(
    sql`
SELECT countIf(${isHeld}) AS held,
  arrayMap(id -> toString(id), arraySlice(arraySort(groupArrayIf(warning_id, ${isHeld})), 1,
    ${HELD_BACK_SAMPLE_MAX})) AS sample,
  countIf(${inYear}) AS warnings
FROM (
  SELECT *, warning_id IN (SELECT arrayJoin(warning_ids) FROM alert_events_v1) AS told
  FROM (${inScope})
)`,
    { purpose: 'silences:held-back' },
  )
  const [alerts] = await warehouse.query<{ readonly alerts: string }>(
    sql`
SELECT uniqExact(alert_id) AS alerts
FROM (SELECT alert_id, arrayJoin(warning_ids) AS warning_id FROM alert_events_v1)
WHERE warning_id IN (SELECT warning_id FROM (${inScope}) WHERE ${inYear})`,
    { purpose: 'silences:held-alerts' },
  )
  return {
    now: countOf(row?.held ?? 0),
    sample: row?.sample ?? [],
    last_year: { warnings: countOf(row?.warnings ?? 0), alerts: countOf(alerts?.alerts ?? 0) },
  }
}

function warningsInScopeSql({ rule_id, subject_id, region, department, level }: SilenceScope): Sql {
  const ofWarnings = and([
    ...(rule_id === null ? [] : [sql`w.rule_id = ${rule_id}`]),
    ...(subject_id === null
      ? []
      : [sql`w.subject_key = cityHash64(${subject_id}) AND w.subject_id = ${subject_id}`]),
    ...(level === null ? [] : [sql`w.level = ${level}`]),
  ])
  const warnings = sql`
SELECT w.warning_id AS warning_id, argMax(w.anchor_at, w.position) AS anchor_at,
  argMax(w.evidence, w.position)[-1] AS fact_id, max(w.position) AS raised_position,
  argMax(w.movement, w.position) = 'raised' AS stands
FROM warnings_v1 AS w WHERE ${ofWarnings} GROUP BY w.warning_id`
  if (region === null && department === null) return warnings
  const places = and([
    ...(region === null ? [] : [withinRegionSql(sql`e.region`, region)]),
    ...(department === null ? [] : [sql`e.department = ${department}`]),
  ])
  return sql`
SELECT * FROM (${warnings})
WHERE fact_id IN (
  SELECT e.fact_id FROM events_v2 AS e WHERE e.version_kind != 'record' AND ${places})`
}
