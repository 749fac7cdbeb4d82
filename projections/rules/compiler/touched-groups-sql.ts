import { and, NOTHING, sql, textList, type Sql } from '#/sql.ts'
import { groupIdSql, inGroupSql } from '#/rules/facts/groups/group-sql.ts'
import { ruleFactsOf } from '#/rules/facts/rule-facts.ts'
import { groupOf, selectionsOf, watchedTypes, type Rule } from '#/rules/rule.ts'

/**
 * Rows of `group_key`: the groups of a rule that events after a position, up to another, may have
 * changed. These are the groups of every version of the facts that the events are about, also of
 * superseded and retracted ones: a fact that moves changes the group that it leaves. Of a rule that
 * asks what subjects are, also those of all facts of these subjects. From position 0 on, all
 * groups. Throws TypeError for a rule whose subject is no group.
 */
export function touchedGroupsSql(
  rule: Rule,
  positions: { readonly after: number; readonly up_to: number },
): Sql {
  const group = groupOf(rule)
  if (group === null) throw new TypeError(`${rule.id} has no groups`)
  const upTo = sql`position <= ${positions.up_to}`
  const touched = (columns: Sql): Sql =>
    sql`
SELECT ${columns}
FROM events_v2
WHERE position > ${positions.after} AND ${upTo} AND version_kind != 'record'`
  // What a fact says of a subject changes which of the subject's other facts are counted.
  const asksOfSubjects = ruleFactsOf(rule, selectionsOf(rule)).comparisons.length > 0
  const ofTouched =
    positions.after === 0
      ? NOTHING
      : sql`AND ${and([
          sql`subject_key IN (${touched(sql`subject_key`)})`,
          ...(asksOfSubjects
            ? []
            : [sql`(subject_key, fact_id) IN (${touched(sql`subject_key, fact_id`)})`]),
        ])}`
  return sql`
SELECT DISTINCT cityHash64(${groupIdSql(group)}) AS group_key FROM events_by_type_v3
WHERE version_kind IN ('original', 'correction') AND ${upTo}
  AND event_type IN ${textList(watchedTypes(rule))}
  AND ${inGroupSql(group)} ${ofTouched}`
}
