import type { Instant } from '@jianwei/events/instant.ts'
import type { DigestLevels } from '@jianwei/events/view/events.ts'
import { RiskLevel } from '@jianwei/events/warning/events.ts'
import { ALERTS } from '#/desk/alert-row.ts'
import type { AlertsFilter } from '#/desk/filter.ts'
import { fitsSql } from '#/desk/filter-sql.ts'
import { countOf } from '#/engine-values.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { instant, sql } from '#/sql.ts'

export interface AlertDigest {
  readonly alerts: number
  /** Raised in the time, which begins with the first instant and ends before the second. */
  readonly new_alerts: number
  readonly by_level: DigestLevels
}

/** How many alerts fit the filter, by level, and how many of them are new. */
export async function alertDigest(
  warehouse: Warehouse,
  filter: AlertsFilter,
  [since, until]: readonly [since: Instant, until: Instant],
): Promise<AlertDigest> {
  const isNew = sql`raised_at >= ${instant(since)} AND raised_at < ${instant(until)}`
  const rows = await warehouse.query<{ level: RiskLevel; alerts: string; new_alerts: string }>(
    sql`
SELECT level, count() AS alerts, countIf(${isNew}) AS new_alerts
FROM ${ALERTS}
WHERE ${fitsSql(filter)}
GROUP BY level`,
    { purpose: 'desk:digest' },
  )
  const sum = (count: (row: (typeof rows)[number]) => string): number =>
    rows.reduce((total, row) => total + countOf(count(row)), 0)
  const levels = RiskLevel.options.map((level) => {
    const row = rows.find((one) => one.level === level)
    return [level, countOf(row?.alerts ?? 0)]
  })
  return {
    alerts: sum(({ alerts }) => alerts),
    new_alerts: sum(({ new_alerts }) => new_alerts),
    // Every level has its number.
    by_level: Object.fromEntries(levels) as DigestLevels,
  }
}
