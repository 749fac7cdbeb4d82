import type { GroupField } from '#/rules/groups/group-field.ts'
import { groupIdSql, inGroupSql } from '#/rules/groups/group-sql.ts'
import { inForceSql, versionsSql, type RuleScope, type SelectedFacts, type VersionsView } from '#/rules/versions-sql.ts'

/** Whose facts a rule looks at together: those of one subject, or those of one group, whoever they are about. */
export type Partition = { readonly by: 'subject' } | { readonly by: 'group'; readonly group: readonly GroupField[] }

/**
 * The versions of `versionsSql` with the partition as their subject: for groups, `subject_id` is the id of the group and
 * `subject_key` its hash, and facts without one of the group's fields are left out. So what is written for subjects works for
 * groups. Throws TypeError for a scope of groups where the partition is none.
 */
export function partitionedVersionsSql(partition: Partition, view: VersionsView, facts: SelectedFacts): string {
  return partition.by === 'subject'
    ? versionsSql(view, facts)
    : grouped(facts, versionsSql(ungrouped(view), withGroup(partition.group, view.scope, facts)), [
        'known_from',
        'known_until',
      ])
}

/** The same for the versions in force: the columns of `inForceSql`. */
export function partitionedInForceSql(partition: Partition, view: VersionsView, facts: SelectedFacts): string {
  return partition.by === 'subject'
    ? inForceSql(view, facts)
    : grouped(facts, inForceSql(ungrouped(view), withGroup(partition.group, view.scope, facts)), [])
}

function grouped(facts: SelectedFacts, versions: string, places: readonly string[]): string {
  const columns = ['fact_id', 'second', ...places, ...Object.keys(facts.extra)].join(', ')
  return `SELECT cityHash64(group_id) AS subject_key, group_id AS subject_id, ${columns} FROM (${versions})`
}

function withGroup(group: readonly GroupField[], scope: RuleScope, facts: SelectedFacts): SelectedFacts {
  const within = scope.of === 'groups_in' ? ` AND cityHash64(group_id) IN (SELECT group_key FROM ${scope.table})` : ''
  return {
    condition: `${facts.condition} AND ${inGroupSql(group)}${within}`,
    extra: { ...facts.extra, group_id: groupIdSql(group) },
  }
}

/** A group's facts may be about any subject. */
function ungrouped(view: VersionsView): VersionsView {
  return view.scope.of === 'groups_in' ? { ...view, scope: { of: 'everything' } } : view
}
