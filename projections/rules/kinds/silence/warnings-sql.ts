import { secondOfInstant, type Instant } from '@jianwei/events/instant.ts'
import { integer } from '#/sql.ts'
import { groupOutcomesSql } from '#/rules/groups/group-outcomes-sql.ts'
import { partitionedInForceSql } from '#/rules/groups/grouped-versions-sql.ts'
import { AFTER_ALL, BEFORE_ALL, silenceFacts, silencePartition } from '#/rules/kinds/silence/facts-sql.ts'
import { instantTextSql } from '#/rules/places.ts'
import type { SilenceRule } from '#/rules/rule.ts'
import type { VersionsView } from '#/rules/versions-sql.ts'
import { anchorInForceSql } from '#/rules/warning-sql.ts'

/** `W` of a silence rule at a clock. */
export function silenceWarningsSql(rule: SilenceRule, view: VersionsView, clock: Instant): string {
  return `
SELECT subject_id, toString(fact_id) AS anchor, ${instantTextSql('second * 1000')} AS anchor_at, [anchor] AS evidence,
  toUInt64(1) AS evidence_count
FROM (${silentSql(rule, view, clock)})`
}

/** The last reports of keys that are silent at the clock and have not reported since: `fact_id`. */
export function stillSilentSql(rule: SilenceRule, view: VersionsView, clock: Instant): string {
  return `SELECT fact_id FROM (${silentSql(rule, view, clock)}) WHERE next_report = ${AFTER_ALL}`
}

/**
 * Reports after which there was silence, with the second of the `next_report` of their key. Of the reports of one second only the
 * last has its next one later.
 */
function silentSql(rule: SilenceRule, view: VersionsView, clock: Instant): string {
  const { regular, silent_seconds } = rule.parameters
  const among =
    'OVER (PARTITION BY subject_key, tie, is_report ORDER BY second, fact ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)'
  return `
  SELECT * FROM (
    SELECT subject_id, fact_id, second, is_report,
      lagInFrame(second, ${regular.at_least - 1}, ${BEFORE_ALL}) ${among} AS regular_since,
      leadInFrame(second, 1, ${AFTER_ALL}) ${among} AS next_report,
      min(if(is_report, ${AFTER_ALL}, second)) OVER (
        PARTITION BY subject_key, tie ORDER BY second DESC RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS next_end
    FROM (${partitionedInForceSql(silencePartition(rule), view, silenceFacts(rule))})
  )
  WHERE is_report AND regular_since > second - ${regular.within_seconds}
    AND next_report > second + ${silent_seconds} AND next_end > second + ${silent_seconds}
    AND second + ${silent_seconds} < ${integer(secondOfInstant(clock))} AND ${anchorInForceSql(rule, 'second')}`
}

/** Subjects or groups of which a report became too old when the clock moved from one instant to a later one. */
export function silenceNewlyDueSql(
  rule: SilenceRule,
  view: VersionsView,
  clock: { readonly from: Instant; readonly to: Instant },
): string {
  const [from, to] = [secondOfInstant(clock.from), secondOfInstant(clock.to)]
  const due = `second + ${rule.parameters.silent_seconds}`
  const newlyDue = silenceFacts(rule, `is_report AND ${due} >= ${integer(from)} AND ${due} < ${integer(to)}`)
  return `SELECT DISTINCT subject_id FROM (${partitionedInForceSql(silencePartition(rule), view, newlyDue)})`
}

/** Facts that name no device or source. */
export function silenceOutcomesSql({ parameters }: SilenceRule, view: VersionsView): string | null {
  const { of, unless, key } = parameters
  return key.length === 0 ? null : groupOutcomesSql(key, unless === null ? [of] : [of, unless], view)
}
