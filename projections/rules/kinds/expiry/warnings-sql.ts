import { secondOfInstant, type Instant } from '@jianwei/events/instant.ts'
import { sql, stepSql, type Sql } from '#/sql.ts'
import { carriers, dueInForceSql, expiryFacts } from '#/rules/kinds/expiry/facts-sql.ts'
import { tiedSql } from '#/rules/facts/match-fields.ts'
import { instantTextSql } from '#/rules/facts/knowledge-points.ts'
import type { ExpiryRule } from '#/rules/kinds/expiry/parameters.ts'
import { factsInForceSql, type VersionsView } from '#/rules/facts/versions-sql.ts'
import { sampleSql } from '#/rules/statements/warning-sql.ts'
import { BEFORE_ALL_SECONDS } from '@jianwei/events/working-days/civil-seconds.ts'

/** Earlier than every event. */
const BEFORE_ALL = sql`toInt64(${BEFORE_ALL_SECONDS})`

/**
 * `W` of an expiry rule at a clock: what carries a validity that is due, and has nothing after it
 * that settles it.
 */
export function expiryWarningsSql(rule: ExpiryRule, view: VersionsView, clock: Instant): Sql {
  const newest = (role: Sql, per: Sql): Sql =>
    sql`max(if(${role}, second, ${BEFORE_ALL})) OVER (PARTITION BY ${per})`
  return stepSql(
    'warnings',
    'validities that are due, where nothing renews or ends them and the subject is active',
    sql`
SELECT subject_id, toString(fact_id) AS anchor,
  ${instantTextSql(sql`(assumeNotNull(due) + 1) * 1000`)} AS anchor_at,
  [anchor] AS evidence, toUInt64(1) AS evidence_count
FROM (
  SELECT subject_id, fact_id, second, is_carrier, due,
    ${newest(sql`is_carrier`, sql`subject_key, tie`)} AS last_carrier,
    ${newest(sql`is_ending`, sql`subject_key, tie`)} AS last_ending,
    ${newest(sql`is_inactive`, sql`subject_key`)} AS last_inactive
  FROM (${factsInForceSql(view, expiryFacts(rule))})
)
WHERE is_carrier AND isNotNull(due) AND due < ${secondOfInstant(clock)} AND ${dueInForceSql(rule)}
  AND last_carrier <= second AND last_ending < second AND last_inactive < second`,
  )
}

/**
 * Subjects of which a validity became due when the clock moved from one instant to a later one,
 * with the second from which on the first was.
 */
export function expirySubjectsSql(
  rule: ExpiryRule,
  view: VersionsView,
  clock: { readonly from: Instant; readonly to: Instant },
): Sql {
  const [from, to] = [secondOfInstant(clock.from), secondOfInstant(clock.to)]
  const newlyDue = carriers(rule, sql`due >= ${from} AND due < ${to}`)
  return sql`
SELECT subject_id, min(assumeNotNull(due)) + 1 AS passes_at
FROM (${factsInForceSql(view, newlyDue)})
GROUP BY subject_id`
}

/** Validities that nothing can be tied to, because a field of `match` is missing. */
export function expiryOutcomesSql(rule: ExpiryRule, view: VersionsView): Sql {
  const untied = carriers(rule, sql`NOT (${tiedSql(rule.parameters.match)})`)
  return stepSql(
    'outcomes',
    'validities to which nothing can be tied, counted',
    sql`
SELECT 'insufficient_data' AS outcome, 'MATCH_FIELD_MISSING' AS code, count() AS facts,
  ${sampleSql(sql`toString(fact_id)`)}
FROM (${factsInForceSql(view, untied)})
GROUP BY outcome`,
  )
}
