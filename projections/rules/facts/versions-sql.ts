import type { Instant } from '@jianwei/events/instant.ts'
import { identifier, joined, NOTHING, sql, stepSql, textArray, textList, type Sql } from '#/sql.ts'
import type { Comparison } from '#/rules/language/filter.ts'
import { fieldColumnsIn } from '#/rules/facts/fields/field-column.ts'
import { neverSql, knownAtLiteral, knownAtSql, type Known } from '#/rules/facts/knowledge-points.ts'
import { carrierFacts } from '#/rules/facts/subject-carriers-sql.ts'
import { subjectColumn } from '#/rules/language/subject-comparisons.ts'
import { factsWithSubjectSql, versionsWithSubjectSql } from '#/rules/facts/subject-states-sql.ts'

/**
 * Whose facts are evaluated. Rules always look at the whole history of a subject: a late fact can
 * reach any window.
 */
export type RuleScope =
  | { readonly of: 'everything' }
  | { readonly of: 'subjects'; readonly subject_ids: readonly string[] }
  /** A table with a column `subject_key`. */
  | { readonly of: 'subjects_in'; readonly table: Sql }
  /**
   * A table with a column `group_key`, of rules whose subject is a group: the facts of these
   * groups, whoever they are about.
   */
  | { readonly of: 'groups_in'; readonly table: Sql }

export interface VersionsView {
  readonly scope: RuleScope
  readonly known: Known
  /** Of the rule that the statement is for; `compile.ts` sets it. */
  readonly rule_facts?: RuleFacts
}

export interface WarningsView extends VersionsView {
  /**
   * Deadlines are judged at this time, in whole seconds; it counts as passed when the clock is
   * beyond it.
   */
  readonly clock: Instant
}

/** What a rule says of all facts that it looks at. */
export interface RuleFacts {
  /** The event types that it selects from. */
  readonly types: readonly string[]
  /** What its filters ask about subjects. */
  readonly comparisons: readonly Comparison[]
  /** Facts before this second do not count; null where all do. */
  readonly first_second: number | null
}

/** Literal subjects stand in the statement twice; more than these belong into a table. */
export const SCOPE_SUBJECTS_MAX = 1_000

/**
 * The second that a time with milliseconds lies in. The engine's own conversions round towards
 * 1970. `identity` keeps conditions on it out of the index, which holds times only within a
 * subject: looking there granule by granule took longer than reading.
 */
export function secondSql(time: 'occurred_at' | 'reported_at' | 'recorded_at'): Sql {
  return sql`identity(intDiv(toUnixTimestamp64Milli(${identifier(time)}) + 2208988800000,
    1000) - 2208988800)`
}

const CONTENT = [
  'event_type',
  'region',
  'department',
  'source',
  'reported_at',
  'recorded_at',
] as const

/** Which facts, and what is kept of each. */
export interface SelectedFacts {
  /** A table with a row per version, or several; `events_by_type_v3` where it is left out. */
  readonly table?: Sql
  /** Over the columns of the table, over `second`, and over the columns of `extra`. */
  readonly condition: Sql
  /** More columns: `{ due: '…' }`. */
  readonly extra: Readonly<Record<string, Sql>>
}

/** Facts of these types, each version with its second `at` of interest. */
export function factsOfTypes(types: readonly string[], at: Sql): SelectedFacts {
  return { condition: sql`event_type IN ${textList(types)}`, extra: { at } }
}

/**
 * Versions of facts, as known: `subject_key`, `subject_id`, `fact_id`, `second`, and from which
 * knowledge point to which each is in force, `known_from` and `known_until` (exclusive; `neverSql`
 * where nothing known ended it). Then the extra columns.
 *
 * The original of a fact ends with the first amendment in the order of knowing, wherever that
 * stands; an amendment ends with the next one. A version that ended before it began was never in
 * force and is left out.
 *
 * Where filters ask what the subject was, a version has a row for each interval in which they hold,
 * none overlapping another.
 */
export function versionsSql(view: VersionsView, selected: SelectedFacts): Sql {
  const facts = counted(view, selected)
  const asked = askedOfSubjects(view, facts)
  if (asked === undefined) return readVersionsSql(view, facts)
  const { comparisons, types } = asked
  const carriers = readVersionsSql(view, carrierFacts(comparisons, view.known))
  const never = neverSql(view.known.by)
  const pieces = versionsWithSubjectSql(readVersionsSql(view, contentOf(types, facts)), {
    carriers,
    comparisons,
    known: view.known,
    never,
  })
  return stepSql(
    'versions with their subject',
    'the versions, for the knowledge points at which their subject was as the rule asks',
    sql`
SELECT ${columnsOf([sql`second`, sql`known_from`, sql`known_until`], facts)}
FROM (${pieces})
WHERE ${facts.condition}`,
  )
}

/**
 * The versions that are in force at the point to which things are known: the same columns without
 * the knowledge points.
 */
export function factsInForceSql(view: VersionsView, selected: SelectedFacts): Sql {
  const facts = counted(view, selected)
  const asked = askedOfSubjects(view, facts)
  if (asked === undefined) return readInForceSql(view, facts)
  const { comparisons, types } = asked
  const carriers = readInForceSql(view, carrierFacts(comparisons, view.known))
  const known = factsWithSubjectSql(
    readInForceSql(view, contentOf(types, facts)),
    carriers,
    comparisons,
    view.known,
  )
  return stepSql(
    'facts with their subject',
    'the facts of which the subject was, when they happened, as the rule asks',
    sql`SELECT ${columnsOf([sql`second`], facts)} FROM (${known}) WHERE ${facts.condition}`,
  )
}

function counted({ rule_facts }: VersionsView, facts: SelectedFacts): SelectedFacts {
  const first = rule_facts?.first_second ?? null
  return first === null
    ? facts
    : { ...facts, condition: sql`${facts.condition} AND second >= ${first}` }
}

/**
 * What these facts' condition or columns ask about subjects; undefined where they ask nothing,
 * which costs nothing.
 */
function askedOfSubjects(
  { rule_facts }: VersionsView,
  { condition, extra }: SelectedFacts,
): RuleFacts | undefined {
  if (rule_facts === undefined) return undefined
  const written = [condition, ...Object.values(extra)]
  const comparisons = rule_facts.comparisons.filter((one) =>
    written.some(({ text }) => text.includes(subjectColumn(one))),
  )
  return comparisons.length === 0 ? undefined : { ...rule_facts, comparisons }
}

function readVersionsSql(view: VersionsView, facts: SelectedFacts): Sql {
  const never = neverSql(view.known.by)
  return stepSql(
    'versions',
    'each version of a fact, with the knowledge points between which it is in force',
    sql`
SELECT subject_key, subject_id, fact_id, second, known_from, ${NEXT_END} AS next_end,
  if(next_end = 0, ${never}, next_end) AS known_until${namesOf(facts)}
FROM ${versionsWithEnds(view, view.scope, facts)}
WHERE known_from < known_until`,
  )
}

function readInForceSql(view: VersionsView, facts: SelectedFacts): Sql {
  return stepSql(
    'facts in force',
    'the version of each fact that nothing known has ended',
    sql`
SELECT subject_key, subject_id, fact_id, second${namesOf(facts)}
FROM ${versionsWithEnds(view, view.scope, facts)}
WHERE ${NEXT_END} = 0`,
  )
}

/** All facts of these types with what the condition and the columns of others are about. */
function contentOf(types: readonly string[], of: SelectedFacts): SelectedFacts {
  const named = [of.condition, ...Object.values(of.extra)].flatMap(fieldColumnsIn)
  const columns = [...CONTENT, ...named.map(({ name }) => name)]
  const extra = Object.fromEntries(columns.map((column) => [column, identifier(column)]))
  return { condition: sql`event_type IN ${textList(types)}`, extra }
}

/** The knowledge point at which a version ended, 0 where nothing known ended it. */
const NEXT_END = sql`if(version_kind = 'original', ends[1], arrayFirst(e -> e > known_from, ends))`

function versionsWithEnds({ known }: VersionsView, scope: RuleScope, facts: SelectedFacts): Sql {
  const knownAt = knownAtSql(known.by, { reported_at: sql`reported_at`, position: sql`position` })
  const until =
    known.until === undefined ? NOTHING : sql` AND ${knownAt} <= ${knownAtLiteral(known.until)}`
  const within = scopeSql(scope)
  const columns = columnsOf(
    [sql`${secondSql('occurred_at')} AS second`, sql`${knownAt} AS known_from`, sql`version_kind`],
    facts,
  )
  const ends = stepSql(
    'ends',
    'for each fact the knowledge points of its amendments: the next one ends a version',
    sql`
  SELECT subject_key, fact_id, arraySort(groupArray(${knownAt})) AS ends
  FROM fact_ends_v2
  WHERE 1${within}${until}${takenSql(known)}
  GROUP BY subject_key, fact_id
`,
  )
  return sql`(
  SELECT ${columns}
  FROM ${facts.table ?? sql`events_by_type_v3`}
  WHERE version_kind IN ('original', 'correction')${within}${until}${takenSql(known)}
    AND ${facts.condition}
) AS v
LEFT JOIN (${ends}) AS e USING (subject_key, fact_id)`
}

function takenSql(known: Known): Sql {
  if (known.by === 'platform' || known.taken_until_position === undefined) return NOTHING
  return sql` AND position <= ${known.taken_until_position}`
}

function columnsOf(own: readonly Sql[], { extra }: SelectedFacts): Sql {
  const added = Object.entries(extra).map(([name, value]) =>
    name === value.text ? value : sql`${value} AS ${identifier(name)}`,
  )
  return joined([sql`subject_key`, sql`subject_id`, sql`fact_id`, ...own, ...added])
}

function namesOf({ extra }: SelectedFacts): Sql {
  const names = Object.keys(extra).map((name) => identifier(name))
  return joined(
    names.map((name) => sql`, v.${name} AS ${name}`),
    '',
  )
}

/** A condition more on `subject_key`, which begins with AND; empty for everything. */
export function scopeSql(scope: RuleScope): Sql {
  switch (scope.of) {
    case 'everything':
      return NOTHING
    case 'subjects': {
      if (scope.subject_ids.length > SCOPE_SUBJECTS_MAX) {
        throw new RangeError(
          `at most ${SCOPE_SUBJECTS_MAX} subjects in a statement; put more into a table`,
        )
      }
      const ids = textArray(scope.subject_ids)
      return sql` AND subject_key IN (SELECT cityHash64(arrayJoin(${ids})))`
    }
    case 'subjects_in':
      return sql` AND subject_key IN (SELECT subject_key FROM ${scope.table})`
    case 'groups_in':
      throw new TypeError('a rule whose subject is no group cannot be evaluated for groups')
  }
}
