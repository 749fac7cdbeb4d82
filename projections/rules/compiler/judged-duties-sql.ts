import type { Calendars } from '@jianwei/events/calendar/calendars.ts'
import { speaksOf, withMissingSql, type AwaitedTypes } from '#/rules/feeds/missing-sql.ts'
import { comparisonsOfExceptions } from '#/rules/compiler/exceptions-sql.ts'
import { authorityOf } from '#/rules/facts/authorities.ts'
import { attributesAsked } from '#/rules/facts/subject-carriers-sql.ts'
import { subjectComparisonsOf } from '#/rules/language/subject-comparisons.ts'
import { feedsAsKnown, type KnownFeed, type Stated } from '#/rules/feeds/statements-as-known.ts'
import { partitionedInForceSql, type Partition } from '#/rules/facts/groups/grouped-versions-sql.ts'
import { noticedBetween, type Noticed } from '#/rules/calendars/notices-as-known.ts'
import type { SelectedFacts, VersionsView, WarningsView } from '#/rules/facts/versions-sql.ts'
import { groupOf, isSnapshotRule, kindOf, selectionsOf, type Rule } from '#/rules/rule.ts'
import { OUTCOME_SAMPLE_MAX, sampleSql } from '#/rules/statements/warning-sql.ts'
import { list, sql, stepSql, type Sql } from '#/sql.ts'

/**
 * Whether a duty is judged at one point of knowing: where somebody states one of the types that it
 * waits for, each of them must be fed for its department or region from the duty on until it is
 * due. Over the warnings that a kind's own statement finds, whatever the kind.
 */

const COLUMNS = sql`subject_id, anchor, anchor_at, evidence, evidence_count`

/** The duties of a rule, and what they wait for. */
export interface Duties {
  readonly awaited: AwaitedTypes
  /** The facts that may open one, with the columns that `missing-sql.ts` looks at. */
  readonly facts: SelectedFacts
  readonly partition: Partition
}

/** Null for rules that wait for nothing. */
export function dutiesOf(rule: Rule, view: VersionsView & Noticed): Duties | null {
  const awaited = awaitedOf(rule)
  const kind = kindOf(rule)
  if (
    awaited === null ||
    kind.judged === 'snapshots' ||
    kind.answers === null ||
    kind.anchorFacts === null
  )
    return null
  const { dueSql } = kind.answers
  const group = groupOf(rule)
  return {
    awaited,
    facts: {
      condition: kind.anchorFacts(rule).condition,
      extra: {
        due: sql`ifNull(${dueSql(rule, view)}, second)`,
        event_type: sql`event_type`,
        department: sql`department`,
        region: sql`region`,
        source: sql`source`,
      },
    },
    partition: group === null ? { by: 'subject' } : { by: 'group', group },
  }
}

/** What the duties of a rule wait for; null for rules that wait for nothing. */
function awaitedOf(rule: Rule): AwaitedTypes | null {
  const kind = kindOf(rule)
  if (kind.judged === 'snapshots' || kind.answers === null || kind.anchorFacts === null) return null
  const { types, ofOtherTypes } = kind.answers
  return { types: types(rule), of_others: ofOtherTypes }
}

/** The warnings of duties that are judged. */
export function judgedSql(rule: Rule, view: VersionsView & Stated, warnings: Sql): Sql {
  const asked = askedOf(rule, view)
  if (asked === null) return warnings
  return sql`SELECT ${COLUMNS} FROM (${withDutiesSql(asked, view, warnings)}) WHERE empty(missing)`
}

/**
 * The others, with the types that nobody feeds: `subject_id`, `anchor`, `missing`. Null for none.
 */
export function notJudgedSql(rule: Rule, view: VersionsView & Stated, warnings: Sql): Sql | null {
  const asked = askedOf(rule, view)
  if (asked === null) return null
  return stepSql(
    'not judged',
    'the warnings of duties whose answer nobody feeds',
    sql`
SELECT subject_id, anchor, missing, source, department, region
FROM (${withDutiesSql(asked, view, warnings)})
WHERE notEmpty(missing)`,
  )
}

/**
 * Rows of `FeedOutcomeRow`: the warnings that are not judged, by what is not fed and by source, and
 * those that rest on types of which nobody states anything. Null for rules that wait for nothing.
 */
export function feedOutcomesSql(
  rule: Rule,
  view: WarningsView & Stated,
  warnings: Sql,
): Sql | null {
  const duties = dutiesOf(rule, view)
  if (duties === null) return null
  const spoken = askedOf(rule, view)
  // What a fact of several types waits for depends on its own.
  const asked = spoken ?? (duties.awaited.of_others ? { ...duties, feeds: [] } : null)
  if (duties.awaited.of_others && duties.awaited.types.length === 1) return null
  const sample = sampleSql(sql`anchor`)
  if (asked === null) {
    return sql`
SELECT 'unstated' AS outcome, [${list(duties.awaited.types)}] AS event_types, '' AS source,
  emptyArrayString() AS departments, count() AS warnings, ${sample}
FROM (${warnings})
HAVING warnings > 0`
  }
  return sql`
SELECT outcome, event_types, if(outcome = 'unstated', '', source) AS source,
  arraySlice(arraySort(groupUniqArrayIf(department,
    outcome != 'unstated' AND department != '')), 1, ${OUTCOME_SAMPLE_MAX}) AS departments,
  count() AS warnings, ${sample}
FROM (
  SELECT anchor, toString(source) AS source, toString(department) AS department,
    if(notEmpty(missing), 'not_judged', 'unstated') AS outcome,
    if(notEmpty(missing), missing, unstated) AS event_types
  FROM (${withDutiesSql(asked, view, warnings)})
)
WHERE notEmpty(event_types)
GROUP BY outcome, event_types, source`
}

/**
 * Whether between two positions of the log sources stated something else of what the rule waits
 * for, others came to decide what it asks of subjects, or a notice of holidays came by which it
 * counts: then anybody's warnings may come or go.
 */
export function statedAnew(
  rule: Rule,
  stated: Stated,
  positions: { readonly after: number; readonly up_to: number },
): boolean {
  return (
    awaitedAnew(rule, stated, positions) ||
    decidedAnew(rule, stated, positions) ||
    countedAnew(rule, stated, positions)
  )
}

interface Positions {
  readonly after: number
  readonly up_to: number
}

/** Snapshots that were taken stay as they were, so of their rules nothing is decided anew. */
function decidedAnew(rule: Rule, { authorities }: Stated, { after, up_to }: Positions): boolean {
  if (authorities.every(({ position }) => position <= after || position > up_to)) return false
  if (isSnapshotRule(rule)) return false
  const excepting = rule.exceptions.flatMap(({ when }) => (when.by === 'fact' ? [when.of] : []))
  const asked = attributesAsked([
    ...subjectComparisonsOf([...selectionsOf(rule), ...excepting]),
    ...comparisonsOfExceptions(rule.exceptions),
  ])
  const orderAt = (attribute: string, position: number): string =>
    JSON.stringify(
      authorityOf(attribute, { by: 'platform', until: { by: 'platform', position }, authorities }),
    )
  return asked.some((attribute) => orderAt(attribute, after) !== orderAt(attribute, up_to))
}

function countedAnew(rule: Rule, noticed: Noticed, positions: Positions): boolean {
  const days = byWorkingDays(rule)
  return days !== null && noticedBetween(noticed, days.jurisdiction, positions)
}

function awaitedAnew(
  rule: Rule,
  { statements }: Pick<Stated, 'statements'>,
  positions: Positions,
): boolean {
  const awaited = awaitedOf(rule)
  if (awaited === null) return false
  const since = statements.filter(
    ({ position }) => position > positions.after && position <= positions.up_to,
  )
  if (since.length === 0) return false
  const spokenAt = (position: number): string => {
    const known = { by: 'platform', until: { by: 'platform', position } } as const
    const current = feedsAsKnown({ statements }, known).filter(
      (feed) => feed.known_until === null && speaksOf([feed], awaited),
    )
    // Where they are known from changes nothing.
    return JSON.stringify(current.map((feed) => ({ ...feed, known_from: null })))
  }
  return spokenAt(positions.after) !== spokenAt(positions.up_to)
}

/** How a rule counts working days; null for one that counts none. */
export function byWorkingDays(rule: Rule) {
  const kind = kindOf(rule)
  const days = kind.judged === 'snapshots' ? null : (kind.answers?.byWorkingDays ?? null)
  const jurisdiction = days?.jurisdiction(rule) ?? null
  return days === null || jurisdiction === null ? null : { ...days, jurisdiction }
}

/** The first year without a notice of holidays that a duty of the rule reaches; null for none. */
export function yearWithoutNotice(
  rule: Rule,
  fact: { readonly second: number; readonly region: string | null },
  calendars: Calendars,
): number | null {
  return byWorkingDays(rule)?.missingYear(rule, fact, calendars) ?? null
}

interface AskedDuties extends Duties {
  readonly feeds: readonly KnownFeed[]
}

/** Null where nobody states anything of what the rule's duties wait for: all are judged then. */
function askedOf(rule: Rule, view: VersionsView & Stated): AskedDuties | null {
  const duties = dutiesOf(rule, view)
  if (duties === null) return null
  const feeds = feedsAsKnown(view, view.known).filter(({ known_until }) => known_until === null)
  return speaksOf(feeds, duties.awaited) ? { ...duties, feeds } : null
}

/** The warnings, each with what its duty waits for in vain: `missing`, and `unstated`. */
function withDutiesSql(
  { awaited, facts, partition, feeds }: AskedDuties,
  { scope, known }: VersionsView,
  warnings: Sql,
): Sql {
  const duties = partitionedInForceSql(partition, { scope, known }, facts)
  return stepSql(
    'fed or not',
    'to each warning the types that its duty waits for and nobody feeds',
    sql`
SELECT w.subject_id AS subject_id, w.anchor AS anchor, w.anchor_at AS anchor_at,
  w.evidence AS evidence,
  w.evidence_count AS evidence_count, d.source AS source, d.department AS department,
  d.region AS region, d.missing AS missing, d.unstated AS unstated
FROM (${warnings}) AS w
INNER JOIN (
  SELECT subject_id, toString(fact_id) AS anchor, source, department, region, missing, unstated
  FROM (${withMissingSql(feeds, awaited, duties)})
) AS d ON w.subject_id = d.subject_id AND w.anchor = d.anchor`,
  )
}
