import type { AlertsFilter, Somebody } from '#/desk/filter.ts'
import { inRegionsSql } from '#/region-sql.ts'
import { inDomainsSql } from '#/rule-domain-sql.ts'
import { subjectsNamedSql, type FoundNames } from '#/subject-lookup/name-sql.ts'
import { namesOfUnitsSql, resolvedSql } from '#/units/resolution-sql.ts'
import { dayInChinaSql } from '#/day-sql.ts'
import { and, instant, joined, list, NOTHING, sql, uuid, type Sql } from '#/sql.ts'

const ID_BEGINNING = /^[0-9a-f-]{1,36}$/i

/** What a facet counts by. Its own narrowing is left out where it is counted. */
export const FACETS = [
  'state',
  'level',
  'rule_id',
  'domain',
  'unit',
  'owner',
  'region',
  'overdue',
] as const
export type Facet = (typeof FACETS)[number]

type Conditions = Readonly<Record<Facet | 'others', readonly Sql[]>>

/** Whether the alert fits the filter, without what narrows by one of the facets. */
export function fitsSql(filter: AlertsFilter, without?: Facet): Sql {
  const all = Object.entries(conditionsOf(filter))
  return and(all.flatMap(([name, conditions]) => (name === without ? [] : conditions)))
}

/** Whether the filter says something of the facet. */
export function narrowsBy(filter: AlertsFilter, facet: Facet): boolean {
  return conditionsOf(filter)[facet].length > 0
}

export function overdueSql(at: Sql): Sql {
  return sql`(state != 'closed' AND ifNull(due_at < ${at}, 0))`
}

/** Whether somebody's claim runs. */
export function claimedSql(at: Sql): Sql {
  return sql`(claimed_by != '' AND ifNull(claimed_until > ${at}, 0))`
}

function conditionsOf(filter: AlertsFilter): Conditions {
  const { states, open, levels, rule_ids, domains, units, regions, owner, overdue } = filter
  return {
    state: [
      ...oneOf(sql`state`, states),
      ...(open === undefined ? [] : [open ? sql`state != 'closed'` : sql`state = 'closed'`]),
    ],
    level: oneOf(sql`level`, levels),
    rule_id: oneOf(sql`rule_id`, rule_ids),
    domain: when(domains, inDomainsSql),
    unit: oneOf(sql`unit`, units),
    owner: owner === undefined ? [] : [isSql(sql`owner`, owner)],
    region: when(regions, (some) => inRegionsSql(sql`region`, some, filter.region_itself)),
    overdue: overdue === undefined ? [] : [whetherSql(overdueSql(instant(overdue.at)), overdue.is)],
    others: othersOf(filter),
  }
}

function othersOf(filter: AlertsFilter): readonly Sql[] {
  const {
    alert_ids,
    subject_id,
    departments,
    department_units,
    claimed,
    watcher,
    tags,
    due_before,
    since,
    until,
  } = filter
  const { changed_since, gathered_under, findings, closed_as, text, raised_up_to } = filter
  return [
    ...when(alert_ids, (ids) => sql`alert_id IN (${joined(ids.map(uuid))})`),
    ...when(subject_id, (id) => sql`(subject_id = ${id} OR has(further_subjects, ${id}))`),
    ...oneOf(sql`department`, departments),
    ...(department_units === undefined ? [] : [ofUnitsSql(department_units)]),
    ...when(claimed, ({ by, at }) => claimSql(by, instant(at))),
    ...when(watcher, (actor) => sql`has(watchers, ${actor})`),
    ...when(tags, (some) => sql`hasAny(tags, [${list(some)}])`),
    ...when(due_before, (time) => sql`ifNull(due_at < ${instant(time)}, 0)`),
    ...when(since, (time) => sql`raised_at >= ${instant(time)}`),
    ...when(until, (time) => sql`raised_at < ${instant(time)}`),
    ...when(changed_since, (time) => sql`changed_at >= ${instant(time)}`),
    ...when(filter.opened, (is) => whetherSql(sql`notEmpty(viewers)`, is)),
    ...when(filter.urged, (is) => whetherSql(sql`urged_by != ''`, is)),
    ...when(filter.supervised, (is) => whetherSql(sql`supervised_by != ''`, is)),
    ...when(filter.merged, (is) => whetherSql(sql`merged_into != ''`, is)),
    ...when(filter.gathered, (is) => whetherSql(sql`gathered_under != ''`, is)),
    ...when(gathered_under, (id) => sql`gathered_under = ${id}`),
    ...oneOf(sql`finding`, findings),
    ...oneOf(sql`closed_as`, closed_as),
    ...closedSql(filter),
    ...when(text, (words) => textSql(words, filter.names ?? 'no persons')),
    ...when(raised_up_to, (position) => sql`raised_position <= ${position}`),
  ]
}

function when<Value>(value: Value | undefined, condition: (value: Value) => Sql): readonly Sql[] {
  return value === undefined ? [] : [condition(value)]
}

function oneOf(column: Sql, values: readonly string[] | undefined): readonly Sql[] {
  return values === undefined || values.length === 0 ? [] : [sql`${column} IN (${list(values)})`]
}

function isSql(column: Sql, who: Somebody): Sql {
  if (who === 'anybody') return sql`${column} != ''`
  return sql`${column} = ${who === 'nobody' ? '' : who.actor}`
}

function claimSql(by: Somebody, at: Sql): Sql {
  if (by === 'nobody') return sql`NOT ${claimedSql(at)}`
  return by === 'anybody' ? claimedSql(at) : sql`(${claimedSql(at)} AND claimed_by = ${by.actor})`
}

/** Whatever the department is called there on the day on which the alert was raised. */
function ofUnitsSql(units: readonly string[]): Sql {
  const named = sql`toString(department) AS department, toString(region) AS region,
    ${dayInChinaSql(sql`raised_at`)} AS day`
  const asked = sql`SELECT DISTINCT ${named}, 1 AS amount FROM alerts_v1
    WHERE alerts_v1.department IN (${namesOfUnitsSql(units, {})})`
  return sql`(toString(department), toString(region), ${dayInChinaSql(sql`raised_at`)})
  IN (
    SELECT department, region, day FROM (${resolvedSql(asked, {})})
    WHERE unit IN (${list(units)}))`
}

/** By the last of the closings of those that are closed still. */
function closedSql({ closed_since, closed_until }: AlertsFilter): readonly Sql[] {
  const within = [
    ...when(closed_since, (time) => sql`max(occurred_at) >= ${instant(time)}`),
    ...when(closed_until, (time) => sql`max(occurred_at) < ${instant(time)}`),
  ]
  if (within.length === 0) return []
  return [
    sql`state = 'closed' AND alert_id IN (
  SELECT alert_id FROM alert_events_v1 WHERE event_type = 'AlertClosed'
  GROUP BY alert_id HAVING ${and(within)})`,
  ]
}

function whetherSql(condition: Sql, is: boolean): Sql {
  return is ? condition : sql`NOT (${condition})`
}

/** Facts about names lie with the subject: on its shard, and by attribute. */
function textSql(words: string, names: FoundNames): Sql {
  // Ids are written out only for what may begin one.
  const ofId = ID_BEGINNING.test(words)
    ? sql`OR startsWith(toString(alert_id), ${words.toLowerCase()})`
    : NOTHING
  return sql`(
  positionCaseInsensitiveUTF8(subject_id, ${words}) > 0
  ${ofId}
  OR arrayExists(tag -> positionCaseInsensitiveUTF8(tag, ${words}) > 0, tags)
  OR subject_key IN (${subjectsNamedSql(words, names)}))`
}
