import { secondOfInstant, type Instant } from '@jianwei/events/instant.ts'
import { sql, stepSql, type Sql } from '#/sql.ts'
import { answerFacts, dutyFacts, untiedDuties } from '#/rules/kinds/deadline/facts-sql.ts'
import type { Noticed } from '#/rules/calendars/notices-as-known.ts'
import { instantTextSql } from '#/rules/facts/knowledge-points.ts'
import type { DeadlineRule } from '#/rules/kinds/deadline/parameters.ts'
import { factsInForceSql, type VersionsView } from '#/rules/facts/versions-sql.ts'
import { sampleSql } from '#/rules/statements/warning-sql.ts'

/**
 * `W` of a deadline rule at a clock: for each overdue duty the nearest answer, which must not be in
 * time.
 */
export function deadlineWarningsSql(
  rule: DeadlineRule,
  view: VersionsView & Noticed,
  clock: Instant,
): Sql {
  const overdue = dutyFacts(rule, view, sql`due < ${secondOfInstant(clock)}`)
  const answer = answerFacts(rule)
  return stepSql(
    'warnings',
    'duties that are overdue, without those of which the nearest answer is in time',
    sql`
SELECT d.subject_id AS subject_id, toString(d.fact_id) AS anchor,
  ${instantTextSql(sql`d.second * 1000`)} AS anchor_at,
  [anchor] AS evidence, toUInt64(1) AS evidence_count
FROM (${factsInForceSql(view, overdue)}) AS d
ASOF LEFT JOIN (${factsInForceSql(view, { ...answer, extra: { ...answer.extra, found: sql`1` } })})
  AS a
  ON d.subject_key = a.subject_key AND d.tie = a.tie AND d.second <= a.second
WHERE a.found = 0 OR a.second > d.due`,
  )
}

/**
 * Subjects of which a duty became overdue when the clock moved from one instant to a later one,
 * with the second from which on the first did.
 */
export function newlyDueSubjectsSql(
  rule: DeadlineRule,
  view: VersionsView & Noticed,
  clock: { readonly from: Instant; readonly to: Instant },
): Sql {
  const [from, to] = [secondOfInstant(clock.from), secondOfInstant(clock.to)]
  const newlyDue = dutyFacts(rule, view, sql`due >= ${from} AND due < ${to}`)
  return sql`
SELECT subject_id, min(assumeNotNull(due)) + 1 AS passes_at
FROM (${factsInForceSql(view, newlyDue)})
GROUP BY subject_id`
}

/** Duties of which the days reach into a year without notice, and which nothing answered yet. */
export function undatedDutiesSql(rule: DeadlineRule, view: VersionsView & Noticed): Sql {
  const undated = dutyFacts(rule, view, sql`isNull(due)`)
  const place = {
    source: sql`source`,
    department: sql`department`,
    region: sql`region`,
  }
  const duties = { ...undated, extra: { ...undated.extra, ...place } }
  const answer = answerFacts(rule)
  return stepSql(
    'undated',
    'duties that have no end because a year has no notice, without those that were answered',
    sql`
SELECT d.subject_id AS subject_id, toString(d.fact_id) AS anchor, d.second AS second,
  toString(d.source) AS source, toString(d.department) AS department, toString(d.region) AS region
FROM (${factsInForceSql(view, duties)}) AS d
ASOF LEFT JOIN (${factsInForceSql(view, { ...answer, extra: { ...answer.extra, found: sql`1` } })})
  AS a
  ON d.subject_key = a.subject_key AND d.tie = a.tie AND d.second <= a.second
WHERE a.found = 0`,
  )
}

/**
 * Duties that could not be judged: their calendar is missing, they carry no due time, or nothing
 * that ties an answer to them.
 */
export function deadlineOutcomesSql(rule: DeadlineRule, view: VersionsView & Noticed): Sql {
  const missing =
    rule.parameters.due.in === 'field'
      ? sql`'insufficient_data' AS outcome, 'DUE_MISSING' AS code`
      : sql`'error' AS outcome, 'CALENDAR_YEAR_MISSING' AS code`
  return stepSql(
    'outcomes',
    'duties that cannot be judged, by the reason, counted',
    sql`
SELECT outcome, code, count() AS facts,
  ${sampleSql(sql`toString(fact_id)`)}
FROM (
  SELECT ${missing}, fact_id
  FROM (${factsInForceSql(view, dutyFacts(rule, view, sql`isNull(due)`))})
  UNION ALL
  SELECT 'insufficient_data' AS outcome, 'MATCH_FIELD_MISSING' AS code, fact_id
  FROM (${factsInForceSql(view, untiedDuties(rule))})
)
GROUP BY outcome, code`,
  )
}
