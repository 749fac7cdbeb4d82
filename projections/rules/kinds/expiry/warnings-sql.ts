import { secondOfInstant, type Instant } from '@jianwei/events/instant.ts'
import { integer } from '#/sql.ts'
import { carriers, dueInForceSql, expiryFacts } from '#/rules/kinds/expiry/facts-sql.ts'
import { tiedSql } from '#/rules/match-fields.ts'
import { instantTextSql } from '#/rules/places.ts'
import type { ExpiryRule } from '#/rules/rule.ts'
import { inForceSql, type VersionsView } from '#/rules/versions-sql.ts'
import { OUTCOME_SAMPLE_MAX } from '#/rules/warning-sql.ts'

/** Earlier than every event. */
const BEFORE_ALL = 'toInt64(-1000000000000)'

/** `W` of an expiry rule at a clock: what carries a validity that is due, and has nothing after it that settles it. */
export function expiryWarningsSql(rule: ExpiryRule, view: VersionsView, clock: Instant): string {
  const newest = (role: string, per: string): string =>
    `max(if(${role}, second, ${BEFORE_ALL})) OVER (PARTITION BY ${per})`
  return `
SELECT subject_id, toString(fact_id) AS anchor, ${instantTextSql('(assumeNotNull(due) + 1) * 1000')} AS anchor_at,
  [anchor] AS evidence, toUInt64(1) AS evidence_count
FROM (
  SELECT subject_id, fact_id, second, is_carrier, due,
    ${newest('is_carrier', 'subject_key, tie')} AS last_carrier,
    ${newest('is_ending', 'subject_key, tie')} AS last_ending,
    ${newest('is_inactive', 'subject_key')} AS last_inactive
  FROM (${inForceSql(view, expiryFacts(rule))})
)
WHERE is_carrier AND isNotNull(due) AND due < ${integer(secondOfInstant(clock))} AND ${dueInForceSql(rule)}
  AND last_carrier <= second AND last_ending < second AND last_inactive < second`
}

/** Subjects of which a validity became due when the clock moved from one instant to a later one. */
export function expirySubjectsSql(
  rule: ExpiryRule,
  view: VersionsView,
  clock: { readonly from: Instant; readonly to: Instant },
): string {
  const [from, to] = [secondOfInstant(clock.from), secondOfInstant(clock.to)]
  const newlyDue = carriers(rule, `due >= ${integer(from)} AND due < ${integer(to)}`)
  return `SELECT DISTINCT subject_id FROM (${inForceSql(view, newlyDue)})`
}

/** Validities that nothing can be tied to, because a field of `match` is missing. */
export function expiryOutcomesSql(rule: ExpiryRule, view: VersionsView): string {
  const untied = carriers(rule, `NOT (${tiedSql(rule.parameters.match)})`)
  return `
SELECT 'insufficient_data' AS outcome, 'MATCH_FIELD_MISSING' AS code, count() AS facts,
  groupArray(${OUTCOME_SAMPLE_MAX})(toString(fact_id)) AS sample
FROM (${inForceSql(view, untied)})
GROUP BY outcome`
}
