import type { GroupedFact, GroupedSelection } from '#/evaluation/held-groups.ts'
import { asks } from '#/evaluation/queries.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { selectionSql } from '#/rules/facts/filter-sql.ts'
import { countedSql, inGroupSql } from '#/rules/facts/groups/group-sql.ts'
import { groupIdOfTexts } from '#/rules/facts/groups/group-text.ts'
import type { Known } from '#/rules/facts/knowledge-points.ts'
import { factsInForceSql } from '#/rules/facts/versions-sql.ts'
import { joined, sql, type Sql } from '#/sql.ts'

/** A fact in force with the texts of its group's fields, in their order. */
interface FactRow {
  readonly v: readonly [texts: readonly string[], second: number, fact_id: string]
}

/** All facts in force of a selection with their groups, in one statement, piece by piece. */
export async function* groupedFacts(
  warehouse: Warehouse,
  selection: GroupedSelection,
  known: Known,
): AsyncGenerator<readonly GroupedFact[], void, undefined> {
  const { group } = selection
  const ids = new Map<string, string>()
  const idOf = (texts: readonly string[]): string => {
    const key = JSON.stringify(texts)
    const id = ids.get(key) ?? groupIdOfTexts(group, texts)
    ids.set(key, id)
    return id
  }
  const rows = warehouse.stream<FactRow>(factsSql(selection, known), asks('groups-held'))
  for await (const piece of rows) {
    yield piece.map(({ v: [texts, second, fact_id] }) => ({
      group_id: idOf(texts),
      second,
      fact_id,
    }))
    // Others in the process get their turn.
    await new Promise((resolve) => setImmediate(resolve))
  }
}

function factsSql({ of, group }: GroupedSelection, known: Known): Sql {
  const texts = sql`[${joined(group.map(({ field, prefix }) => countedSql(field, prefix)))}]`
  const facts = factsInForceSql(
    { scope: { of: 'everything' }, known },
    { condition: sql`${selectionSql(of)} AND ${inGroupSql(group)}`, extra: { texts } },
  )
  return sql`
SELECT tuple(texts, toFloat64(second), toString(fact_id)) AS v FROM (${facts})`
}
