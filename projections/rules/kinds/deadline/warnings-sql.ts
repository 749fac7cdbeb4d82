import { secondOfInstant, type Instant } from '@jianwei/events/instant.ts'
import { integer } from '#/sql.ts'
import { answerFacts, dutyFacts, untiedDuties } from '#/rules/kinds/deadline/facts-sql.ts'
import { instantTextSql } from '#/rules/places.ts'
import type { DeadlineRule } from '#/rules/rule.ts'
import { inForceSql, type VersionsView } from '#/rules/versions-sql.ts'
import { OUTCOME_SAMPLE_MAX } from '#/rules/warning-sql.ts'

/** `W` of a deadline rule at a clock: for each overdue duty the nearest answer, which must not be in time. */
export function deadlineWarningsSql(rule: DeadlineRule, view: VersionsView, clock: Instant): string {
  const overdue = dutyFacts(rule, `due < ${integer(secondOfInstant(clock))}`)
  const answer = answerFacts(rule)
  return `
SELECT d.subject_id AS subject_id, toString(d.fact_id) AS anchor, ${instantTextSql('d.second * 1000')} AS anchor_at,
  [anchor] AS evidence, toUInt64(1) AS evidence_count
FROM (${inForceSql(view, overdue)}) AS d
ASOF LEFT JOIN (${inForceSql(view, { ...answer, extra: { ...answer.extra, found: '1' } })}) AS a
  ON d.subject_key = a.subject_key AND d.tie = a.tie AND d.second <= a.second
WHERE a.found = 0 OR a.second > d.due`
}

/** Subjects of which a duty became overdue when the clock moved from one instant to a later one. */
export function newlyDueSubjectsSql(
  rule: DeadlineRule,
  view: VersionsView,
  clock: { readonly from: Instant; readonly to: Instant },
): string {
  const [from, to] = [secondOfInstant(clock.from), secondOfInstant(clock.to)]
  const newlyDue = dutyFacts(rule, `due >= ${integer(from)} AND due < ${integer(to)}`)
  return `SELECT DISTINCT subject_id FROM (${inForceSql(view, newlyDue)})`
}

/** Duties that could not be judged: their calendar is missing, they carry no due time, or nothing that ties an answer to them. */
export function deadlineOutcomesSql(rule: DeadlineRule, view: VersionsView): string {
  const missing =
    rule.parameters.due.in === 'field' ? ['insufficient_data', 'DUE_MISSING'] : ['error', 'CALENDAR_YEAR_MISSING']
  return `
SELECT outcome, code, count() AS facts, groupArray(${OUTCOME_SAMPLE_MAX})(toString(fact_id)) AS sample
FROM (
  SELECT '${missing[0]}' AS outcome, '${missing[1]}' AS code, fact_id
  FROM (${inForceSql(view, dutyFacts(rule, 'isNull(due)'))})
  UNION ALL
  SELECT 'insufficient_data' AS outcome, 'MATCH_FIELD_MISSING' AS code, fact_id
  FROM (${inForceSql(view, untiedDuties(rule))})
)
GROUP BY outcome, code`
}
