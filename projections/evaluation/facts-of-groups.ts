import { factRows, type FactRowsAsked } from '#/evaluation/fact-rows.ts'
import { asks } from '#/evaluation/queries.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import type { ColumnField } from '#/rules/facts/fields/field-column.ts'
import { countedSql, groupIdSql, inGroupSql } from '#/rules/facts/groups/group-sql.ts'
import { groupIdOf, plainValuesOf, type GroupField } from '#/rules/facts/groups/group-text.ts'
import type { Known } from '#/rules/facts/knowledge-points.ts'
import type { KnownFact } from '#/rules/facts/known-fact.ts'
import { besideSubjects } from '#/rules/facts/subject-states.ts'
import { and, joined, sql, textList, type Sql } from '#/sql.ts'

/** More facts than these of all groups together are not held in memory at once. */
export const GROUP_FACTS_MAX = 100_000

/** Groups by the same fields, and the types of the facts that are looked at in them. */
export interface GroupsAsked {
  readonly group: readonly GroupField[]
  readonly types: readonly string[]
  readonly group_ids: ReadonlySet<string>
}

export interface FactsOfGroupsAsked {
  readonly known: Known
  /** What is read of the facts' data; the fields of the groups are among it. */
  readonly fields: readonly ColumnField[]
  readonly facts_max?: number | undefined
}

/** Of each of those that were asked for, by the id of the group. */
export type FactsOfGroups = readonly ReadonlyMap<string, readonly KnownFact[]>[]

/** Which of those that were asked for have more facts than are held: the one with the most. */
export interface TooManyFacts {
  readonly too_many_of: number
}

/**
 * The facts in force of these groups, whoever they are about, in one statement for all. What they
 * say of their subjects is not among them.
 */
export async function factsOfGroups(
  warehouse: Warehouse,
  asked: readonly GroupsAsked[],
  { known, fields, facts_max = GROUP_FACTS_MAX }: FactsOfGroupsAsked,
): Promise<FactsOfGroups | TooManyFacts> {
  const found: Map<string, KnownFact[]>[] = asked.map(() => new Map())
  const held = asked.map(() => 0)
  const rows = { ...groupRows(asked), known, fields }
  for await (const piece of factRows(warehouse, rows, asks('facts'))) {
    for (const fact of besideSubjects(piece, known)) {
      for (const [index, { group, types, group_ids }] of asked.entries()) {
        if (!types.includes(fact.content.type)) continue
        const id = groupIdOf(group, fact)
        if (id === undefined || !group_ids.has(id)) continue
        const facts = found[index]?.get(id)
        if (facts === undefined) found[index]?.set(id, [fact])
        else facts.push(fact)
        held[index] = (held[index] ?? 0) + 1
      }
    }
    const all = held.reduce((sum, facts) => sum + facts, 0)
    if (all > facts_max) return { too_many_of: held.indexOf(Math.max(...held)) }
  }
  return found
}

function groupRows(
  asked: readonly GroupsAsked[],
): Pick<FactRowsAsked, 'scope' | 'table' | 'condition'> {
  const types = [...new Set(asked.flatMap((one) => one.types))]
  const ofGroups = asked.map(
    (one) => sql`(event_type IN ${textList(one.types)} AND ${amongSql(one)})`,
  )
  const condition = sql`event_type IN ${textList(types)} AND (${joined(ofGroups, ' OR ')})`
  return { scope: { of: 'everything' }, table: 'events_by_type_v3', condition }
}

/**
 * At least the facts of the groups: where all ids show the values of a field as they are, those
 * values, which costs less than to write the id of every fact's group.
 */
function amongSql({ group, group_ids }: GroupsAsked): Sql {
  const ids = [...group_ids]
  const plain = group.map((_, index) => plainValuesOf(group, ids, index))
  if (plain.some((values) => values === undefined))
    return sql`${inGroupSql(group)} AND ${groupIdSql(group)} IN ${textList(ids)}`
  return and(
    group.map(
      ({ field, prefix }, index) =>
        sql`${countedSql(field, prefix)} IN ${textList(plain[index] ?? [])}`,
    ),
  )
}
