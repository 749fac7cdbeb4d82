import { secondOfInstant, type Instant } from '@jianwei/events/instant.ts'
import { sql, stepSql, type Sql, textList } from '#/sql.ts'
import { groupOutcomesSql } from '#/rules/statements/group-outcomes-sql.ts'
import { partitionedInForceSql } from '#/rules/facts/groups/grouped-versions-sql.ts'
import {
  AFTER_ALL,
  BEFORE_ALL,
  silenceFacts,
  silencePartition,
} from '#/rules/kinds/silence/facts-sql.ts'
import { instantTextSql } from '#/rules/facts/knowledge-points.ts'
import type { SilenceRule } from '#/rules/kinds/silence/parameters.ts'
import type { VersionsView } from '#/rules/facts/versions-sql.ts'
import { anchorInForceSql } from '#/rules/statements/warning-sql.ts'

/** `W` of a silence rule at a clock. */
export function silenceWarningsSql(rule: SilenceRule, view: VersionsView, clock: Instant): Sql {
  return asWarningsSql(silentSql(rule, view, clock))
}

/** Those of them whose keys have not reported since. */
export function stillSilentWarningsSql(rule: SilenceRule, view: VersionsView, clock: Instant): Sql {
  const silent = silentSql(rule, view, clock)
  return asWarningsSql(sql`SELECT * FROM (${silent}) WHERE next_report = ${AFTER_ALL}`)
}

/**
 * Of the silences after some reports, the second of the next report of each: null while it goes on.
 */
export function silencesOfReportsSql(
  rule: SilenceRule,
  view: VersionsView,
  clock: Instant,
  reports: readonly string[],
): Sql {
  return sql`
SELECT toString(fact_id) AS report,
  if(next_report = ${AFTER_ALL}, NULL, toFloat64(next_report)) AS next_second
FROM (${silentSql(rule, view, clock)})
WHERE report IN ${textList(reports)}`
}

function asWarningsSql(silences: Sql): Sql {
  return stepSql(
    'warnings',
    'the last report before each silence, as anchor and evidence',
    sql`
SELECT subject_id, toString(fact_id) AS anchor, ${instantTextSql(sql`second * 1000`)} AS anchor_at,
  [anchor] AS evidence,
  toUInt64(1) AS evidence_count
FROM (${silences})`,
  )
}

/**
 * Reports after which there was silence, with the second of the `next_report` of their key. Of the
 * reports of one second only the last has its next one later.
 */
function silentSql(rule: SilenceRule, view: VersionsView, clock: Instant): Sql {
  const { regular, silent_seconds } = rule.parameters
  const among = sql`OVER (PARTITION BY subject_key, tie, is_report ORDER BY second, fact
      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)`
  return stepSql(
    'silences',
    'reports that came regularly and that no other followed in time',
    sql`
  SELECT * FROM (
    SELECT subject_id, fact_id, second, is_report,
      lagInFrame(second, ${regular.at_least - 1}, ${BEFORE_ALL}) ${among} AS regular_since,
      leadInFrame(second, 1, ${AFTER_ALL}) ${among} AS next_report,
      min(if(is_report, ${AFTER_ALL}, second)) OVER (
        PARTITION BY subject_key,
        tie ORDER BY second DESC RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS next_end
    FROM (${partitionedInForceSql(silencePartition(rule), view, silenceFacts(rule))})
  )
  WHERE is_report AND regular_since > second - ${regular.within_seconds}
    AND next_report > second + ${silent_seconds} AND next_end > second + ${silent_seconds}
    AND second + ${silent_seconds} < ${secondOfInstant(clock)}
      AND ${anchorInForceSql(rule, sql`second`)}`,
  )
}

/**
 * Subjects or groups of which a report became too old when the clock moved from one instant to a
 * later one, with the second from which on the first was.
 */
export function silenceNewlyDueSql(
  rule: SilenceRule,
  view: VersionsView,
  clock: { readonly from: Instant; readonly to: Instant },
): Sql {
  const [from, to] = [secondOfInstant(clock.from), secondOfInstant(clock.to)]
  const due = sql`second + ${rule.parameters.silent_seconds}`
  const newlyDue = silenceFacts(rule, sql`is_report AND ${due} >= ${from} AND ${due} < ${to}`)
  return sql`
SELECT subject_id, min(${due}) + 1 AS passes_at
FROM (${partitionedInForceSql(silencePartition(rule), view, newlyDue)})
GROUP BY subject_id`
}

/** Facts that name no device or source. */
export function silenceOutcomesSql({ parameters }: SilenceRule, view: VersionsView): Sql | null {
  const { of, unless, key } = parameters
  return key.length === 0
    ? null
    : groupOutcomesSql(key, unless === null ? [of] : [of, unless], view)
}
