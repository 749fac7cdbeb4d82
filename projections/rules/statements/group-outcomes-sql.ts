import { selectionSql } from '#/rules/facts/filter-sql.ts'
import type { Selection } from '#/rules/language/filter.ts'
import type { GroupField } from '#/rules/facts/groups/group-text.ts'
import { inGroupSql } from '#/rules/facts/groups/group-sql.ts'
import { factsInForceSql, type VersionsView } from '#/rules/facts/versions-sql.ts'
import { sampleSql } from '#/rules/statements/warning-sql.ts'
import { joined, sql, stepSql, type Sql } from '#/sql.ts'

/** Facts of one of the selections that are in no group, because a field of it is missing. */
export const GROUP_FIELD_MISSING = 'GROUP_FIELD_MISSING'

export function groupOutcomesSql(
  group: readonly GroupField[],
  selections: readonly Selection[],
  view: VersionsView,
): Sql {
  const selected = joined(
    selections.map((selection) => sql`(${selectionSql(selection)})`),
    ' OR ',
  )
  const condition = sql`(${selected}) AND NOT ${inGroupSql(group)}`
  return stepSql(
    'in no group',
    'facts that lack a field by which groups are told apart, counted',
    sql`
SELECT 'insufficient_data' AS outcome, ${GROUP_FIELD_MISSING} AS code, count() AS facts,
  ${sampleSql(sql`toString(fact_id)`)}
FROM (${factsInForceSql(view, { condition, extra: {} })})
GROUP BY outcome`,
  )
}
