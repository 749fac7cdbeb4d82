import {
  knownMsSql,
  SECONDS_OF_WEEK,
  secondOfMsSql,
  type BacktestScope,
} from '#/backtest/backtest-scope.ts'
import { outcomeTypes, type Outcome } from '#/backtest/outcome.ts'
import { watchedTypes, type Rule } from '#/rules/rule.ts'
import { sql, textList, type Sql } from '#/sql.ts'

/**
 * With whom warnings are compared: those who could have had the outcome. For `within`, the
 * population is every week of every subject that was seen in the time before the week
 * (`seen_within`): a fact of the rule's or the outcome's event types was known of it, and its
 * deregistration was not. Who is covered no more leaves it. Weeks are looked at where they begin.
 * For `next`, it is every fact of `of` of which the subject was known before.
 */

const GONE = 'SubjectDeregistered'
/** After every second that a fact can lie in. */
const NEVER_SECONDS = 1_000_000_000_000
const NEVER = sql`toInt64(${NEVER_SECONDS})`

/** When a fact was seen: when it became known, or for hindsight, when it happened. */
export type SeenBy = 'knowing' | 'occurrence'

/**
 * One row per subject: `subject_key`, `heard_second` (the first second at which it was seen),
 * `gone_second`, and `seen`: spans of seconds, both ends included, in which the last sighting is
 * near enough. They do not touch.
 */
export function subjectsTableSql(
  rule: Rule,
  outcome: Outcome,
  { by, head }: BacktestScope,
  seenBy: SeenBy,
  rows_max: number,
): Sql {
  const types = [...new Set([...watchedTypes(rule), ...outcomeTypes(outcome)])]
  const heard = sql`event_type IN ${textList(types)}`
  const gone = sql`event_type = ${GONE}`
  const ms = seenBy === 'knowing' ? knownMsSql(by) : sql`toUnixTimestamp64Milli(occurred_at)`
  const { seen, gone_second } =
    outcome.form === 'within'
      ? {
          seen: seenSpansSql(outcome.seen_within_seconds),
          gone_second: sql`if(ended, first_gone, ${NEVER})`,
        }
      : // A fact that happened shows that it could; it counts for whoever was known before.
        { seen: sql`[(times[1], ${NEVER})]`, gone_second: NEVER }
  return sql`
SELECT subject_key, times[1] AS heard_second, ${gone_second} AS gone_second, ${seen} AS seen
FROM (
  SELECT subject_key, arraySort(groupUniqArrayIf(toInt64(second), heard)) AS times,
    countIf(gone) > 0 AS ended, toInt64(minIf(second, gone)) AS first_gone
  FROM (
    SELECT subject_key, ${secondOfMsSql(sql`${ms} + 999`)} AS second, ${heard} AS heard,
      ${gone} AS gone
    FROM events_v2
    WHERE version_kind IN ('original', 'correction') AND position <= ${head}
      AND (${heard} OR ${gone})
  )
  GROUP BY subject_key
)
WHERE notEmpty(times)
LIMIT ${rows_max + 1}`
}

/**
 * Sightings that follow each other within the time are one span, which ends that long after the
 * last of them.
 */
function seenSpansSql(within_seconds: number): Sql {
  const within = sql`toInt64(${within_seconds})`
  const starts = sql`arrayFilter((time, before) -> time - before > ${within}, times,
    arrayPushFront(arrayPopBack(times), -${NEVER}))`
  const lasts = sql`arrayFilter((time, after) -> after - time > ${within}, times,
    arrayPushBack(arrayPopFront(times), ${NEVER}))`
  return sql`arrayZip(${starts}, arrayMap(last -> last + ${within}, ${lasts}))`
}

/**
 * Whether a subject of a table made by `subjectsTableSql` could have the outcome at a time of
 * knowing; false where it has no row.
 */
export function isInPopulationSql(known_ms: Sql): Sql {
  const second = secondOfMsSql(sql`${known_ms} + 999`)
  return sql`(arrayExists(span -> span.1 <= ${second} AND ${second} <= span.2, seen)
    AND ${second} < gone_second)`
}

/** The tables and the span that are looked at. */
export interface Population {
  readonly outcome: Outcome
  readonly outcomes: Sql
  readonly subjects: Sql
  /** The second at which the first week begins. */
  readonly first_week_second: number
  /** Weeks whose window is over. */
  readonly decided_weeks: number
  /** All weeks of the span. */
  readonly weeks: number
  /** Outcomes are counted that happened in these seconds, both included. */
  readonly outcome_seconds: { readonly from: number; readonly to: number }
}

/**
 * Rows of `subject_key`, `size` (members of the population) and `hits` (those with the outcome).
 */
export function populationBySubjectSql(population: Population): Sql {
  const { outcome, outcomes, subjects } = population
  if (outcome.form === 'within') {
    return sql`
SELECT subject_key, toInt64(sum(week_to - week_from)) AS size, toInt64(sum(${HIT_WEEKS})) AS hits
FROM (${hitWeeksSql(population, outcome.within_seconds)})
WHERE week_to > week_from GROUP BY subject_key`
  }
  return sql`
SELECT subject_key, toInt64(count()) AS size, toInt64(sum(positive)) AS hits
FROM ${outcomes} AS o JOIN ${subjects} AS s USING (subject_key)
WHERE heard_second < second AND ${outcomeSpanSql(population)}
GROUP BY subject_key`
}

/**
 * How long before its outcome each member of the population lies that has one: rows of `bucket` (of
 * `bucket_seconds`) and `members`.
 */
export function populationLeadsSql(population: Population, bucket_seconds: number): Sql {
  const { outcome, outcomes, subjects, first_week_second } = population
  const leads =
    outcome.form === 'within'
      ? sql`
SELECT second - (${first_week_second} + week * ${SECONDS_OF_WEEK}) AS lead
FROM (
  SELECT hit.1 AS second,
    arrayJoin(range(toUInt64(hit.2), toUInt64(greatest(hit.3, hit.2)))) AS week
  FROM (${hitWeeksSql(population, outcome.within_seconds)})
  ARRAY JOIN arrayZip(seconds, begins, ends) AS hit
)`
      : sql`
SELECT second - greatest(previous, heard_second) AS lead
FROM ${outcomes} AS o JOIN ${subjects} AS s USING (subject_key)
WHERE positive AND heard_second < second AND ${outcomeSpanSql(population)}`
  return sql`
SELECT intDiv(lead, ${bucket_seconds}) AS bucket, count() AS members
FROM (${leads})
GROUP BY bucket
ORDER BY bucket`
}

/**
 * How many members of the population, of any week of the span, would have foreseen each outcome:
 * rows of `members` and `outcomes`.
 */
export function foreseersOfOutcomesSql(population: Population): Sql {
  const { outcome, outcomes, subjects } = population
  const [members, spans] =
    outcome.form === 'within'
      ? [
          sql`sum(greatest(toInt64(0), least(week_to, ${weeksUpTo(population, sql`second`)})
      - greatest(week_from, ${weeksUpTo(population, sql`second - ${outcome.within_seconds}`)})))`,
          activeWeeksSql(population, population.weeks),
        ]
      : [
          sql`max(toInt64(known AND heard_second < second))`,
          sql`SELECT *, 1 AS known FROM ${subjects}`,
        ]
  return sql`
SELECT members, count() AS outcomes FROM (
  SELECT ${members} AS members
  FROM (
    SELECT subject_key, second
    FROM ${outcomes}
    WHERE positive AND ${outcomeSpanSql(population)}
  ) AS o
  LEFT JOIN (${spans}) AS s USING (subject_key)
  GROUP BY subject_key, second
)
GROUP BY members ORDER BY members`
}

/** One row: `members`, of all weeks of the span. */
export function populationSizeSql(population: Population): Sql {
  return population.outcome.form === 'within'
    ? sql`
SELECT sum(week_to - week_from) AS members FROM (${activeWeeksSql(population, population.weeks)})`
    : sql`SELECT sum(size) AS members FROM (${populationBySubjectSql(population)})`
}

/** A table of no warnings, for questions about the outcomes alone. */
export const NO_WARNINGS = sql`(SELECT toUInt64(0) AS subject_key, toInt64(0) AS known_second
WHERE 0)`

/**
 * Rows of `subject_key`, `size` (outcomes) and `hits` (those of which a warning was known before,
 * near enough).
 */
export function foreseenBySubjectSql(population: Population, warnings: Sql): Sql {
  const { outcome, outcomes } = population
  const near =
    outcome.form === 'within'
      ? sql`second - known_second <= ${outcome.within_seconds}`
      : // The last of several warnings is the nearest: if even it is not after the previous fact,
        // none is.
        sql`known_second >= previous`
  return sql`
SELECT subject_key, toInt64(count()) AS size, toInt64(sum(warned AND ${near})) AS hits
FROM (
  SELECT o.subject_key AS subject_key, o.second AS second, o.previous AS previous,
    w.known_second AS known_second, w.warned AS warned
  FROM (SELECT * FROM ${outcomes} WHERE positive AND ${outcomeSpanSql(population)}) AS o
  ASOF LEFT JOIN (
    SELECT subject_key, known_second, 1 AS warned
    FROM ${warnings}
    GROUP BY subject_key, known_second
  ) AS w
    ON o.subject_key = w.subject_key AND o.second > w.known_second
)
GROUP BY subject_key`
}

function outcomeSpanSql({ outcome_seconds: { from, to } }: Population): Sql {
  return sql`second >= ${from} AND second <= ${to}`
}

/** How many weeks begin before a second, counted from the first and never below 0. */
function weeksUpTo({ first_week_second }: Population, second: Sql): Sql {
  const beyond = sql`(${second}) - ${first_week_second}`
  return sql`greatest(toInt64(0), intDiv(${beyond} + ${SECONDS_OF_WEEK - 1}, ${SECONDS_OF_WEEK}))`
}

/**
 * Rows of `subject_key`, `week_from` and `week_to` (exclusive), one for each span in which it was
 * seen, of the first `weeks` weeks.
 */
function activeWeeksSql(population: Population, weeks: number): Sql {
  const count = sql`toInt64(${weeks})`
  return sql`
  SELECT subject_key, least(${count}, ${weeksUpTo(population, sql`span.1`)}) AS week_from,
    greatest(week_from, least(${count},
      ${weeksUpTo(population, sql`least(span.2 + 1, gone_second)`)})) AS week_to
  FROM ${population.subjects} ARRAY JOIN seen AS span`
}

const HIT_WEEKS = sql`arraySum((begin, end) -> greatest(toInt64(0), end - begin), begins, ends)`

/**
 * Per subject and span, for each of its outcomes (`seconds`, in order) the decided weeks from
 * `begins` to `ends` (exclusive) that have it within the window and none of the outcomes before it:
 * each week is counted once, with its first outcome.
 */
function hitWeeksSql(population: Population, within_seconds: number): Sql {
  const { outcomes, decided_weeks } = population
  const clipped = (second: Sql): Sql =>
    sql`least(week_to, greatest(week_from, ${weeksUpTo(population, second)}))`
  return sql`
  SELECT subject_key, week_from, week_to, seconds,
    arrayMap(second -> ${clipped(sql`second`)}, seconds) AS ends,
    arrayResize(arrayPushFront(arrayPopBack(ends), week_from), length(ends)) AS ends_before,
    arrayMap((second, end_before) -> greatest(end_before,
      ${clipped(sql`second - ${within_seconds}`)}), seconds, ends_before)
      AS begins
  FROM (${activeWeeksSql(population, decided_weeks)}) AS s
  LEFT JOIN (
    SELECT subject_key, arraySort(groupArray(second)) AS seconds
    FROM ${outcomes}
    GROUP BY subject_key
  ) AS o
    USING (subject_key)`
}
