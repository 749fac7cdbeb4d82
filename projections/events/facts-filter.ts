import type { Instant } from '@jianwei/events/instant.ts'
import { inRegionsSql } from '#/region-sql.ts'
import { and, instant, list, or, sql, type Sql } from '#/sql.ts'
import { subjectsNamedSql, type FoundNames } from '#/subject-lookup/name-sql.ts'

/** What facts of a search are counted by. Its own narrowing is left out where it is counted. */
export const FACT_FACETS = ['event_type', 'source', 'region', 'department', 'month'] as const
export type FactFacet = (typeof FACT_FACETS)[number]

/** Which facts are asked for. What is left out narrows nothing; of a list, one has to fit. */
export interface FactsFilter {
  readonly event_types?: readonly string[]
  readonly sources?: readonly string[]
  /** In one of the regions or within it; empty text for those without a region. */
  readonly regions?: readonly string[]
  /** Of the regions themselves, and of nothing within them. */
  readonly region_itself?: boolean
  /** Empty text for those of none. */
  readonly departments?: readonly string[]
  readonly subject_id?: string
  readonly occurred_since?: Instant
  readonly occurred_until?: Instant
  /** Behind this position of the log: what was recorded later. */
  readonly after_position?: number
  /** At this position or before it. */
  readonly up_to_position?: number
  /**
   * Within the id of the subject, or in its names as subjects are found by them. What facts say is
   * not looked at: that would tell what is masked.
   */
  readonly text?: { readonly words: string; readonly names: FoundNames }
}

type Conditions = Readonly<Record<FactFacet | 'others', readonly Sql[]>>

/** Whether a row of `events_by_type_v3` fits, without what narrows by one of the facets. */
export function factFitsSql(filter: FactsFilter, without?: FactFacet): Sql {
  const all = Object.entries(conditionsOf(filter))
  return and(all.flatMap(([name, conditions]) => (name === without ? [] : conditions)))
}

/** Whether the filter says something of the facet. */
export function factsNarrowedBy(filter: FactsFilter, facet: FactFacet): boolean {
  return conditionsOf(filter)[facet].length > 0
}

function conditionsOf(filter: FactsFilter): Conditions {
  const { event_types, sources, regions, departments, occurred_since, occurred_until } = filter
  return {
    event_type: oneOf(sql`event_type`, event_types),
    source: oneOf(sql`source`, sources),
    region: when(regions, (some) => inRegionsSql(sql`region`, some, filter.region_itself)),
    department: oneOf(sql`department`, departments),
    month: [
      ...when(occurred_since, (time) => sql`occurred_at >= ${instant(time)}`),
      ...when(occurred_until, (time) => sql`occurred_at < ${instant(time)}`),
    ],
    others: [
      sql`version_kind != 'record'`,
      ...when(filter.subject_id, (id) => sql`subject_key = cityHash64(${id})`),
      ...when(filter.after_position, (position) => sql`position > ${position}`),
      ...when(filter.up_to_position, (position) => sql`position <= ${position}`),
      ...when(filter.text, ({ words, names }) => ofSubjectsSql(words.trim(), names)),
    ],
  }
}

function ofSubjectsSql(words: string, names: FoundNames): Sql {
  const byId = sql`
SELECT subject_key FROM subject_activity_v3
WHERE positionCaseInsensitiveUTF8(subject_id, ${words}) > 0`
  return or([
    sql`subject_key IN (${byId})`,
    sql`subject_key IN (${subjectsNamedSql(words, names)})`,
  ])
}

function when<Value>(value: Value | undefined, condition: (value: Value) => Sql): readonly Sql[] {
  return value === undefined ? [] : [condition(value)]
}

function oneOf(column: Sql, values: readonly string[] | undefined): readonly Sql[] {
  return values === undefined || values.length === 0 ? [] : [sql`${column} IN (${list(values)})`]
}
