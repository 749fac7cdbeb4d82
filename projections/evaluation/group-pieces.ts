import type { GroupedSelection, GroupOfFacts } from '#/evaluation/held-groups.ts'
import { asks } from '#/evaluation/queries.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { selectionSql } from '#/rules/facts/filter-sql.ts'
import { countedSql, inGroupSql } from '#/rules/facts/groups/group-sql.ts'
import { groupIdOfTexts } from '#/rules/facts/groups/group-text.ts'
import type { Known } from '#/rules/facts/knowledge-points.ts'
import { factsInForceSql } from '#/rules/facts/versions-sql.ts'
import { joined, sql, type Sql } from '#/sql.ts'

interface GroupRow {
  /** Of the group's fields, in their order. */
  readonly texts: readonly string[]
  readonly facts: readonly (readonly [second: number, fact_id: string])[]
}

/** All groups of a selection with the facts in force, in one statement, piece by piece. */
export async function* groupPieces(
  warehouse: Warehouse,
  selection: GroupedSelection,
  known: Known,
): AsyncGenerator<readonly GroupOfFacts[], void, undefined> {
  const { group } = selection
  const rows = warehouse.stream<GroupRow>(groupsSql(selection, known), asks('groups-held'))
  for await (const piece of rows)
    yield piece.map(({ texts, facts }) => ({
      group_id: groupIdOfTexts(group, texts),
      facts: facts.map(([second, fact_id]) => ({ second, fact_id })),
    }))
}

function groupsSql({ of, group }: GroupedSelection, known: Known): Sql {
  const texts = sql`[${joined(group.map(({ field, prefix }) => countedSql(field, prefix)))}]`
  const facts = factsInForceSql(
    { scope: { of: 'everything' }, known },
    { condition: sql`${selectionSql(of)} AND ${inGroupSql(group)}`, extra: { texts } },
  )
  return sql`
SELECT texts, groupArray((toFloat64(second), toString(fact_id))) AS facts FROM (${facts})
GROUP BY texts`
}
