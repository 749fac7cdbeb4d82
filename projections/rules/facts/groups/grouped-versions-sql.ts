import type { GroupField } from '#/rules/facts/groups/group-text.ts'
import { groupIdSql, inGroupSql } from '#/rules/facts/groups/group-sql.ts'
import {
  factsInForceSql,
  versionsSql,
  type RuleScope,
  type SelectedFacts,
  type VersionsView,
} from '#/rules/facts/versions-sql.ts'
import { identifier, joined, NOTHING, sql, stepSql, type Sql } from '#/sql.ts'

/**
 * Whose facts a rule looks at together: those of one subject, or those of one group, whoever they
 * are about.
 */
export type Partition =
  | { readonly by: 'subject' }
  | { readonly by: 'group'; readonly group: readonly GroupField[] }

/**
 * The versions of `versionsSql` with the partition as their subject: for groups, `subject_id` is
 * the id of the group and `subject_key` its hash, and facts without one of the group's fields are
 * left out. So what is written for subjects works for groups. Throws TypeError for a scope of
 * groups where the partition is none.
 */
export function partitionedVersionsSql(
  partition: Partition,
  view: VersionsView,
  facts: SelectedFacts,
): Sql {
  return partition.by === 'subject'
    ? versionsSql(view, facts)
    : grouped(facts, versionsSql(ungrouped(view), withGroup(partition.group, view.scope, facts)), [
        sql`known_from`,
        sql`known_until`,
      ])
}

/** The same for the versions in force: the columns of `factsInForceSql`. */
export function partitionedInForceSql(
  partition: Partition,
  view: VersionsView,
  facts: SelectedFacts,
): Sql {
  return partition.by === 'subject'
    ? factsInForceSql(view, facts)
    : grouped(
        facts,
        factsInForceSql(ungrouped(view), withGroup(partition.group, view.scope, facts)),
        [],
      )
}

function grouped(facts: SelectedFacts, versions: Sql, points: readonly Sql[]): Sql {
  const columns = joined([
    sql`fact_id`,
    sql`second`,
    ...points,
    ...Object.keys(facts.extra).map((name) => identifier(name)),
  ])
  return stepSql(
    'by group',
    'the same with the group of each fact as its subject',
    sql`
SELECT cityHash64(group_id) AS subject_key, group_id AS subject_id, ${columns} FROM (${versions})`,
  )
}

function withGroup(
  group: readonly GroupField[],
  scope: RuleScope,
  facts: SelectedFacts,
): SelectedFacts {
  const within =
    scope.of === 'groups_in'
      ? sql` AND cityHash64(group_id) IN (SELECT group_key FROM ${scope.table})`
      : NOTHING
  return {
    condition: sql`${facts.condition} AND ${inGroupSql(group)}${within}`,
    extra: { ...facts.extra, group_id: groupIdSql(group) },
  }
}

/** A group's facts may be about any subject. */
function ungrouped(view: VersionsView): VersionsView {
  return view.scope.of === 'groups_in' ? { ...view, scope: { of: 'everything' } } : view
}
