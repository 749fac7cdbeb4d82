import { integer, text, textList } from '#/sql.ts'
import type { Comparison } from '#/rules/filter.ts'
import { neverSql, placeLiteral, placeSql, type Known } from '#/rules/places.ts'
import { carrierFacts } from '#/rules/subject-carriers-sql.ts'
import { subjectColumn } from '#/rules/subject-comparisons.ts'
import { factsWithSubjectSql, versionsWithSubjectSql } from '#/rules/subject-states-sql.ts'

/** Whose facts are evaluated. Rules always look at the whole history of a subject: a late fact can reach any window. */
export type RuleScope =
  | { readonly of: 'everything' }
  | { readonly of: 'subjects'; readonly subject_ids: readonly string[] }
  /** A table with a column `subject_key`. */
  | { readonly of: 'subjects_in'; readonly table: string }
  /** A table with a column `group_key`, of rules whose subject is a group: the facts of these groups, whoever they are about. */
  | { readonly of: 'groups_in'; readonly table: string }
  /** A table made by `scratchVersionsSql`, with the same `known`. */
  | { readonly of: 'versions_in'; readonly table: string }

export interface VersionsView {
  readonly scope: RuleScope
  readonly known: Known
  /** Of the rule that the statement is for; `compile.ts` sets it. */
  readonly judging?: Judging
}

/** What a rule says of all facts that it looks at. */
export interface Judging {
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
 * The second that a time with milliseconds lies in. The engine's own conversions round towards 1970. `identity` keeps conditions on it out of
 * the index, which holds times only within a subject: looking there granule by granule took longer than reading.
 */
export function secondSql(time: 'occurred_at' | 'reported_at' | 'recorded_at'): string {
  return `identity(intDiv(toUnixTimestamp64Milli(${time}) + 2208988800000, 1000) - 2208988800)`
}

const CONTENT = ['event_type', 'region', 'department', 'source', 'reported_at', 'recorded_at', 'payload'] as const

/** Which facts, and what is kept of each. */
export interface SelectedFacts {
  /** A table with a row per version, or several; `events_v1` where it is left out. Copies (`versions_in`) are of that one alone. */
  readonly table?: string
  /** Over the columns of the table, over `second`, and over the columns of `extra`. */
  readonly condition: string
  /** More columns: `{ due: '…' }`. */
  readonly extra: Readonly<Record<string, string>>
}

/**
 * Versions of facts, as known: `subject_key`, `subject_id`, `fact_id`, `second`, and from which place to which each is in force,
 * `known_from` and `known_until` (exclusive; `neverSql` where nothing known ended it). Then the extra columns.
 *
 * The original of a fact ends with the first amendment in the order of knowing, wherever that stands; an amendment ends
 * with the next one. A version that ended before it began was never in force and is left out.
 *
 * Where filters ask what the subject was, a version has a row for each interval in which they hold, none overlapping another.
 */
export function versionsSql(view: VersionsView, selected: SelectedFacts): string {
  const facts = counted(view, selected)
  const asked = askedOfSubjects(view, facts)
  if (asked === undefined) return readVersionsSql(view, facts)
  const { comparisons, types } = asked
  const carriers = readVersionsSql(view, carrierFacts(comparisons))
  const never = neverSql(view.known.by)
  const pieces = versionsWithSubjectSql(readVersionsSql(view, contentOf(types)), { carriers, comparisons, never })
  return `SELECT ${columnsOf(['second', 'known_from', 'known_until'], facts)} FROM (${pieces}) WHERE ${facts.condition}`
}

/** The versions that are in force at the point to which things are known: the same columns without the places. */
export function inForceSql(view: VersionsView, selected: SelectedFacts): string {
  const facts = counted(view, selected)
  const asked = askedOfSubjects(view, facts)
  if (asked === undefined) return readInForceSql(view, facts)
  const { comparisons, types } = asked
  const carriers = readInForceSql(view, carrierFacts(comparisons))
  const known = factsWithSubjectSql(readInForceSql(view, contentOf(types)), carriers, comparisons)
  return `SELECT ${columnsOf(['second'], facts)} FROM (${known}) WHERE ${facts.condition}`
}

function counted({ judging }: VersionsView, facts: SelectedFacts): SelectedFacts {
  const first = judging?.first_second ?? null
  return first === null ? facts : { ...facts, condition: `${facts.condition} AND second >= ${integer(first)}` }
}

/** What these facts' condition or columns ask about subjects; undefined where they ask nothing, which costs nothing. */
function askedOfSubjects({ judging }: VersionsView, { condition, extra }: SelectedFacts): Judging | undefined {
  if (judging === undefined) return undefined
  const written = [condition, ...Object.values(extra)]
  const comparisons = judging.comparisons.filter((one) => written.some((sql) => sql.includes(subjectColumn(one))))
  return comparisons.length === 0 ? undefined : { ...judging, comparisons }
}

function readVersionsSql(view: VersionsView, facts: SelectedFacts): string {
  const never = neverSql(view.known.by)
  if (view.scope.of === 'versions_in') {
    return `SELECT ${columnsOf(['second', 'known_from', 'known_until'], facts)} FROM ${view.scope.table} WHERE ${facts.condition}`
  }
  return `
SELECT subject_key, subject_id, fact_id, second, known_from, ${NEXT_END} AS next_end,
  if(next_end = 0, ${never}, next_end) AS known_until${namesOf(facts)}
FROM ${versionsWithEnds(view, view.scope, facts)}
WHERE known_from < known_until`
}

function readInForceSql(view: VersionsView, facts: SelectedFacts): string {
  if (view.scope.of === 'versions_in') {
    return `
SELECT ${columnsOf(['second'], facts)} FROM ${view.scope.table}
WHERE known_until = ${neverSql(view.known.by)} AND ${facts.condition}`
  }
  return `
SELECT subject_key, subject_id, fact_id, second${namesOf(facts)}
FROM ${versionsWithEnds(view, view.scope, facts)}
WHERE ${NEXT_END} = 0`
}

/**
 * The statement's whole answer is what `versions_in` reads: many rules over the same subjects then read history once. `types` are
 * those that the rules watch.
 */
export function scratchVersionsSql(scope: ReadScope, known: Known, types: readonly string[]): string {
  return versionsSql({ scope, known }, contentOf(types))
}

/** All facts of these types with what conditions are about. */
function contentOf(types: readonly string[]): SelectedFacts {
  const extra = Object.fromEntries(CONTENT.map((column) => [column, column]))
  return { condition: `event_type IN ${textList(types)}`, extra }
}

type ReadScope = Exclude<RuleScope, { readonly of: 'versions_in' }>

/** The place at which a version ended, 0 where nothing known ended it. */
const NEXT_END = `if(version_kind = 'original', ends[1], arrayFirst(e -> e > known_from, ends))`

function versionsWithEnds({ known }: VersionsView, scope: ReadScope, facts: SelectedFacts): string {
  const place = placeSql(known.by, { reported_at: 'reported_at', position: 'position' })
  const until = `${known.until === undefined ? '' : ` AND ${place} <= ${placeLiteral(known.until)}`}${takenSql(known)}`
  const within = scopeSql(scope)
  const columns = columnsOf([`${secondSql('occurred_at')} AS second`, `${place} AS known_from`, 'version_kind'], facts)
  return `(
  SELECT ${columns}
  FROM ${facts.table ?? 'events_v1'}
  WHERE version_kind IN ('original', 'correction')${within}${until} AND ${facts.condition}
) AS v
LEFT JOIN (
  SELECT subject_key, fact_id, arraySort(groupArray(${place})) AS ends
  FROM fact_ends_v1
  WHERE 1${within}${until}
  GROUP BY subject_key, fact_id
) AS e USING (subject_key, fact_id)`
}

function takenSql(known: Known): string {
  if (known.by === 'platform' || known.taken_until_position === undefined) return ''
  return ` AND position <= ${integer(known.taken_until_position)}`
}

function columnsOf(own: readonly string[], { extra }: SelectedFacts): string {
  const added = Object.entries(extra).map(([name, sql]) => (name === sql ? name : `${sql} AS ${name}`))
  return ['subject_key', 'subject_id', 'fact_id', ...own, ...added].join(', ')
}

function namesOf({ extra }: SelectedFacts): string {
  return Object.keys(extra)
    .map((name) => `, v.${name} AS ${name}`)
    .join('')
}

/** A condition more on `subject_key`, which begins with AND; empty for everything. */
export function scopeSql(scope: RuleScope): string {
  switch (scope.of) {
    case 'everything':
      return ''
    case 'subjects': {
      if (scope.subject_ids.length > SCOPE_SUBJECTS_MAX) {
        throw new RangeError(`at most ${SCOPE_SUBJECTS_MAX} subjects in a statement; put more into a table`)
      }
      // A list of calls costs the engine's parser more than the query itself; one array of texts does not.
      const ids = `[${scope.subject_ids.map(text).join(', ')}]::Array(String)`
      return ` AND subject_key IN (SELECT cityHash64(arrayJoin(${ids})))`
    }
    case 'subjects_in':
    case 'versions_in':
      return ` AND subject_key IN (SELECT subject_key FROM ${scope.table})`
    case 'groups_in':
      throw new TypeError('a rule whose subject is no group cannot be evaluated for groups')
  }
}
