import { knownMsSql, SECONDS_OF_WEEK, secondOfMsSql, type BacktestView } from '#/backtest/backtest-view.ts'
import { outcomeTypes, type Outcome } from '#/backtest/outcome.ts'
import { watchedTypes, type Rule } from '#/rules/rule.ts'
import { integer, text, textList } from '#/sql.ts'

/**
 * With whom warnings are compared. For `within`, the population is every week of every active subject: a subject is active from the
 * moment at which a fact of the rule's or the outcome's event types was known of it, until its deregistration was
 * known. Weeks are looked at where they begin. For `next`, it is every fact of `of` of which the subject was known before.
 */

const GONE = 'SubjectDeregistered'
/** After every second that a fact can lie in. */
const NEVER_SECONDS = 1_000_000_000_000

/** One row per subject: `subject_key`, and the seconds from which and up to which (exclusive) it is active. */
export function subjectsTableSql(rule: Rule, outcome: Outcome, { by, head }: BacktestView, rows_max: number): string {
  const types = [...new Set([...watchedTypes(rule), ...outcomeTypes(outcome)])]
  const heard = `event_type IN ${textList(types)}`
  const gone = `event_type = ${text(GONE)}`
  return `
SELECT subject_key, ${secondOfMsSql('minIf(ms, heard) + 999')} AS heard_second,
  if(countIf(gone) = 0, toInt64(${NEVER_SECONDS}), ${secondOfMsSql('minIf(ms, gone) + 999')}) AS gone_second
FROM (
  SELECT subject_key, ${knownMsSql(by)} AS ms, ${heard} AS heard, ${gone} AS gone FROM events_v1
  WHERE version_kind IN ('original', 'correction') AND position <= ${integer(head)} AND (${heard} OR ${gone})
)
GROUP BY subject_key
HAVING countIf(heard) > 0
LIMIT ${integer(rows_max + 1)}`
}

/** The tables and the span that are looked at. */
export interface Population {
  readonly outcome: Outcome
  readonly outcomes: string
  readonly subjects: string
  /** The second at which the first week begins. */
  readonly first_week_second: number
  /** Weeks whose window is over. */
  readonly decided_weeks: number
  /** All weeks of the span. */
  readonly weeks: number
  /** Outcomes are counted that happened in these seconds, both included. */
  readonly outcome_seconds: { readonly from: number; readonly to: number }
}

/** Rows of `subject_key`, `size` (members of the population) and `hits` (those with the outcome). */
export function populationBySubjectSql(population: Population): string {
  const { outcome, outcomes, subjects } = population
  if (outcome.form === 'within') {
    return `SELECT subject_key, toInt64(week_to - week_from) AS size, toInt64(${HIT_WEEKS}) AS hits FROM (${hitWeeksSql(population, outcome.within_seconds)}) WHERE week_to > week_from`
  }
  return `
SELECT subject_key, toInt64(count()) AS size, toInt64(sum(positive)) AS hits
FROM ${outcomes} AS o JOIN ${subjects} AS s USING (subject_key)
WHERE heard_second < second AND ${outcomeSpanSql(population)}
GROUP BY subject_key`
}

/** How long before its outcome each member of the population lies that has one: rows of `bucket` (of `bucket_seconds`) and `members`. */
export function populationLeadsSql(population: Population, bucket_seconds: number): string {
  const { outcome, outcomes, subjects, first_week_second } = population
  const leads =
    outcome.form === 'within'
      ? `SELECT second - (${integer(first_week_second)} + week * ${SECONDS_OF_WEEK}) AS lead
  FROM (
    SELECT hit.1 AS second, arrayJoin(range(toUInt64(hit.2), toUInt64(greatest(hit.3, hit.2)))) AS week
    FROM (${hitWeeksSql(population, outcome.within_seconds)}) ARRAY JOIN arrayZip(seconds, begins, ends) AS hit
  )`
      : `SELECT second - greatest(previous, heard_second) AS lead
  FROM ${outcomes} AS o JOIN ${subjects} AS s USING (subject_key)
  WHERE positive AND heard_second < second AND ${outcomeSpanSql(population)}`
  return `SELECT intDiv(lead, ${integer(bucket_seconds)}) AS bucket, count() AS members FROM (${leads}) GROUP BY bucket ORDER BY bucket`
}

/**
 * How many members of the population, of any week of the span, would have foreseen each outcome: rows of `members` and `outcomes`.
 */
export function foreseersOfOutcomesSql(population: Population): string {
  const { outcome, outcomes, subjects } = population
  const members =
    outcome.form === 'within'
      ? `greatest(toInt64(0), least(week_to, ${weeksUpTo(population, 'second')})
      - greatest(week_from, ${weeksUpTo(population, `second - ${integer(outcome.within_seconds)}`)}))`
      : 'toInt64(known AND heard_second < second)'
  return `
SELECT members, count() AS outcomes FROM (
  SELECT ${members} AS members
  FROM (SELECT subject_key, second FROM ${outcomes} WHERE positive AND ${outcomeSpanSql(population)}) AS o
  LEFT JOIN (SELECT *, 1 AS known, ${activeWeeksSql(population, population.weeks)} FROM ${subjects}) AS s USING (subject_key)
)
GROUP BY members ORDER BY members`
}

/** One row: `members`, of all weeks of the span. */
export function populationSizeSql(population: Population): string {
  const { outcome, subjects } = population
  return outcome.form === 'within'
    ? `SELECT sum(week_to - week_from) AS members FROM (SELECT ${activeWeeksSql(population, population.weeks)} FROM ${subjects})`
    : `SELECT sum(size) AS members FROM (${populationBySubjectSql(population)})`
}

/** Rows of `subject_key`, `size` (outcomes) and `hits` (those of which a warning was known before, near enough). */
export function foreseenBySubjectSql(population: Population, warnings: string): string {
  const { outcome, outcomes } = population
  const near =
    outcome.form === 'within'
      ? `second - known_second <= ${integer(outcome.within_seconds)}`
      : // The last of several warnings is the nearest, so if it is not after the fact before, none is.
        'known_second >= previous'
  return `
SELECT subject_key, toInt64(count()) AS size, toInt64(sum(warned AND ${near})) AS hits
FROM (
  SELECT o.subject_key AS subject_key, o.second AS second, o.previous AS previous, w.known_second AS known_second, w.warned AS warned
  FROM (SELECT * FROM ${outcomes} WHERE positive AND ${outcomeSpanSql(population)}) AS o
  ASOF LEFT JOIN (SELECT subject_key, known_second, 1 AS warned FROM ${warnings} GROUP BY subject_key, known_second) AS w
    ON o.subject_key = w.subject_key AND o.second > w.known_second
)
GROUP BY subject_key`
}

function outcomeSpanSql({ outcome_seconds: { from, to } }: Population): string {
  return `second >= ${integer(from)} AND second <= ${integer(to)}`
}

/** How many weeks begin before a second, counted from the first and never below 0. */
function weeksUpTo({ first_week_second }: Population, second: string): string {
  const beyond = `(${second}) - ${integer(first_week_second)}`
  return `greatest(toInt64(0), intDiv(${beyond} + ${SECONDS_OF_WEEK - 1}, ${SECONDS_OF_WEEK}))`
}

/** The columns `week_from` and `week_to` (exclusive) of a subject, of the first `weeks` weeks. */
function activeWeeksSql(population: Population, weeks: number): string {
  const count = `toInt64(${integer(weeks)})`
  return `least(${count}, ${weeksUpTo(population, 'heard_second')}) AS week_from,
    greatest(week_from, least(${count}, ${weeksUpTo(population, 'gone_second')})) AS week_to`
}

const HIT_WEEKS = 'arraySum((begin, end) -> greatest(toInt64(0), end - begin), begins, ends)'

/**
 * Per subject, for each of its outcomes (`seconds`, in order) the decided weeks from `begins` to `ends` (exclusive) that have it within
 * the window and none of the outcomes before it: each week is counted once, with its first outcome.
 */
function hitWeeksSql(population: Population, within_seconds: number): string {
  const { outcomes, subjects, decided_weeks } = population
  const clipped = (second: string): string => `least(week_to, greatest(week_from, ${weeksUpTo(population, second)}))`
  return `
  SELECT subject_key, week_from, week_to, seconds,
    arrayMap(second -> ${clipped('second')}, seconds) AS ends,
    arrayResize(arrayPushFront(arrayPopBack(ends), week_from), length(ends)) AS ends_before,
    arrayMap((second, end_before) -> greatest(end_before, ${clipped(`second - ${integer(within_seconds)}`)}), seconds, ends_before)
      AS begins
  FROM (SELECT *, ${activeWeeksSql(population, decided_weeks)} FROM ${subjects}) AS s
  LEFT JOIN (SELECT subject_key, arraySort(groupArray(second)) AS seconds FROM ${outcomes} GROUP BY subject_key) AS o
    USING (subject_key)`
}
