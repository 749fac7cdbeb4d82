import { selectionSql } from '#/rules/filter-sql.ts'
import type { Selection } from '#/rules/filter.ts'
import type { GroupField } from '#/rules/groups/group-field.ts'
import { inGroupSql } from '#/rules/groups/group-sql.ts'
import { inForceSql, type VersionsView } from '#/rules/versions-sql.ts'
import { OUTCOME_SAMPLE_MAX } from '#/rules/warning-sql.ts'

/** Facts of one of the selections that are in no group, because a field of it is missing. */
export const GROUP_FIELD_MISSING = 'GROUP_FIELD_MISSING'

export function groupOutcomesSql(
  group: readonly GroupField[],
  selections: readonly Selection[],
  view: VersionsView,
): string {
  const selected = selections.map((selection) => `(${selectionSql(selection)})`).join(' OR ')
  const condition = `(${selected}) AND NOT ${inGroupSql(group)}`
  return `
SELECT 'insufficient_data' AS outcome, '${GROUP_FIELD_MISSING}' AS code, count() AS facts,
  groupArray(${OUTCOME_SAMPLE_MAX})(toString(fact_id)) AS sample
FROM (${inForceSql(view, { condition, extra: {} })})
GROUP BY outcome`
}
