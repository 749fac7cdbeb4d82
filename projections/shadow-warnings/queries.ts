import { countOf } from '#/engine-values.ts'
import type { Page } from '#/cursor.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { warningsIn, type WarningListFilter, type ListedWarning } from '#/warnings/queries.ts'
import { sql } from '#/sql.ts'

/** Shadow warnings belong to no alert. */
export type ShadowWarningFilter = Omit<WarningListFilter, 'alert_id'>

/** Each shadow warning once, newest first by when it was first raised. */
export function shadowWarnings(
  warehouse: Warehouse,
  filter: ShadowWarningFilter,
): Promise<Page<ListedWarning>> {
  return warningsIn('shadow_warnings_v1', warehouse, filter)
}

/** What came of a rule version in shadow. */
export interface ShadowOutcomes {
  readonly rule_id: string
  readonly rule_version: number
  /** Entries of the ledger. */
  readonly raised: number
  readonly withdrawn: number
  /** Shadow warnings that hold now, or held when the shadow ended. */
  readonly standing: number
}

/** For every rule version that ever raised a shadow warning. */
export async function shadowWarningsByRule(
  warehouse: Warehouse,
): Promise<readonly ShadowOutcomes[]> {
  const rows = await warehouse.query<Record<keyof ShadowOutcomes, string>>(
    sql`
SELECT rule_id, rule_version, sum(raised) AS raised, sum(withdrawn) AS withdrawn,
  countIf(stands) AS standing
FROM (
  SELECT rule_id, rule_version, warning_id, countIf(movement = 'raised') AS raised,
    countIf(movement = 'withdrawn') AS withdrawn, argMax(movement, position) = 'raised' AS stands
  FROM shadow_warnings_v1 GROUP BY rule_id, rule_version, warning_id
)
GROUP BY rule_id, rule_version ORDER BY rule_id, rule_version`,
    { purpose: 'shadow-warnings:by-rule' },
  )
  return rows.map(({ rule_id, rule_version, raised, withdrawn, standing }) => ({
    rule_id,
    rule_version: countOf(rule_version),
    raised: countOf(raised),
    withdrawn: countOf(withdrawn),
    standing: countOf(standing),
  }))
}
