import { factLedgerSql } from '#/rules/statements/fact-ledger-sql.ts'
import { partitionedVersionsSql } from '#/rules/facts/groups/grouped-versions-sql.ts'
import { intervalsSql } from '#/rules/statements/intervals-sql.ts'
import { AFTER_ALL, silenceFacts, silencePartition } from '#/rules/kinds/silence/facts-sql.ts'
import { overdueFromSql } from '#/rules/statements/overdue-from-sql.ts'
import { neverSql } from '#/rules/facts/knowledge-points.ts'
import type { SilenceRule } from '#/rules/kinds/silence/parameters.ts'
import { secondSql, type VersionsView } from '#/rules/facts/versions-sql.ts'
import { anchorInForceSql } from '#/rules/statements/warning-sql.ts'
import {
  LEDGER_ENTRIES_PER_SUBJECT_MAX,
  ledgerTooDenseSql,
  pieceSql,
} from '#/rules/statements/window-pieces-sql.ts'
import { sql, stepSql, type Sql } from '#/sql.ts'

/**
 * When each warning of a silence rule stood. A version of a report warns from the later of two
 * knowledge points (it is known; the clock is beyond its silence) until it ends, while enough
 * reports before it are known and nothing that settles it.
 */
export function silenceLedgerSql(rule: SilenceRule, view: VersionsView): Sql {
  const by = view.known.by
  const intervals = intervalsSql(changesSql(rule, view), {
    carried: [sql`subject_key`, sql`subject_id`, sql`fact_id`, sql`second`],
    sums: [sql`warns`, sql`settled`, sql`reports`],
    stands: sql`warns > 0 AND settled = 0 AND reports >= ${rule.parameters.regular.at_least}`,
    never: neverSql(by),
  })
  return factLedgerSql(by, intervals, sql`second`)
}

/**
 * Reports that were left out because their subject's or group's ledger is too dense to be made;
 * none are left out of `W`.
 */
export function silenceLedgerOutcomesSql(rule: SilenceRule, view: VersionsView): Sql {
  return ledgerTooDenseSql(measuredCandidatesSql(rule, view))
}

/**
 * One row per version of a report that may have warned. Before its own knowledge point nothing
 * stands, so versions that were known by then and never ended make one change together; what is
 * listed are the late and the corrected ones.
 */
function changesSql(rule: SilenceRule, view: VersionsView): Sql {
  const never = neverSql(view.known.by)
  const { regular, silent_seconds } = rule.parameters
  const seconds = Math.max(regular.within_seconds, silent_seconds)
  const begin = sql`greatest(second - ${seconds}, ${EARLIEST})`
  const candidates = sql`
    SELECT *,
      arrayJoin(range(toUInt64(${pieceSql(seconds, begin)}),
      toUInt64(${pieceSql(seconds, sql`due`)}) + 1)) AS piece
    FROM (${measuredCandidatesSql(rule, view)})
    WHERE entries_of_subject <= ${LEDGER_ENTRIES_PER_SUBJECT_MAX}`
  const facts = sql`
SELECT *, toUInt64(${pieceSql(seconds, sql`second`)}) AS piece FROM (${versionsOf(rule, view)})`
  const settles = sql`(f.second > d.second
    OR (f.second = d.second AND (f.is_report = 0 OR f.fact > d.fact)))`
  const counts = sql`(f.is_report AND f.second <= d.second)`
  const early = sql`(f.known_until = ${never} AND f.known_from <= d.overdue_from)`
  const own = (knownAt: Sql, change: number): Sql =>
    sql`(${knownAt}, toInt64(${change}), toInt64(0), toInt64(0))`
  return stepSql(
    'changes',
    'for each candidate, at which knowledge points it warns, is settled and was regular',
    sql`
  SELECT d.subject_key AS subject_key, any(d.subject_id) AS subject_id, d.fact_id AS fact_id,
    any(d.second) AS second,
    arrayConcat(
      [(d.overdue_from, toInt64(1), toInt64(countIf(${early} AND ${settles})),
        toInt64(countIf(${early} AND ${counts})))],
      if(d.known_until = ${never}, [], [${own(sql`d.known_until`, -1)}]),
      groupArrayIf((f.known_from, toInt64(0), toInt64(${settles}), toInt64(${counts})),
        NOT ${early}),
      groupArrayIf((f.known_until, toInt64(0), -toInt64(${settles}), -toInt64(${counts})),
        NOT ${early} AND f.known_until != ${never})
    ) AS changes
  FROM (${candidates}) AS d
  INNER JOIN (${facts}) AS f ON d.subject_key = f.subject_key AND d.tie = f.tie
    AND d.piece = f.piece
  WHERE f.second > d.second - ${regular.within_seconds} AND f.second <= d.due
    AND (f.is_report OR f.second >= d.second)
  GROUP BY d.subject_key, d.fact_id, d.overdue_from, d.known_until`,
  )
}

/** 1900-01-01, when the earliest piece begins. */
const EARLIEST = sql`toInt64(-2208988800)`

/**
 * With the second in which each was `told`: to the platform, whose clock that is, or by the source.
 */
function versionsOf(rule: SilenceRule, view: VersionsView): Sql {
  const { condition, extra } = silenceFacts(rule)
  const told = secondSql(view.known.by === 'platform' ? 'recorded_at' : 'reported_at')
  return partitionedVersionsSql(silencePartition(rule), view, {
    condition,
    extra: { ...extra, told },
  })
}

/**
 * Versions of reports with the knowledge point `overdue_from`, where they came due while in force.
 * Dropped are those that were never regular, and those that were followed in time by a report that
 * is known for good from that knowledge point on: hardly more than the real silences remain. Most
 * of these followers were told before the clock was there, which is seen without looking the
 * knowledge point up.
 */
function measuredCandidatesSql(rule: SilenceRule, view: VersionsView): Sql {
  const { regular, silent_seconds } = rule.parameters
  const never = neverSql(view.known.by)
  const ofKey = sql`OVER (PARTITION BY subject_key, tie ORDER BY second`
  const followed = (inTime: Sql): Sql => sql`(follower.2 > 0 AND follower.1 <= due AND ${inTime})`
  const reports = sql`
      SELECT *, second + ${silent_seconds} AS due FROM (
        SELECT *,
          sum(is_report) ${ofKey}
            RANGE BETWEEN ${regular.within_seconds - 1} PRECEDING AND CURRENT ROW) AS reports_ever,
          count() ${ofKey}
            RANGE BETWEEN ${regular.within_seconds} PRECEDING AND ${silent_seconds} FOLLOWING)
              AS entries,
          min(if(is_report AND known_until = ${never}, (second, known_from, told),
            (${AFTER_ALL}, ${never}, ${AFTER_ALL})))
            ${ofKey} DESC RANGE BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS follower
        FROM (${versionsOf(rule, view)})
      )
      WHERE is_report AND reports_ever >= ${regular.at_least}
        AND ${anchorInForceSql(rule, sql`second`)}
        AND NOT ${followed(sql`follower.3 <= due`)}`
  // The least of no rows is 0, which is no knowledge point.
  return stepSql(
    'candidates',
    'versions of reports that came due and may have warned, judged by all that was ever known',
    sql`
    SELECT *, fact_id AS sample, sum(entries) OVER (PARTITION BY subject_key) AS entries_of_subject
    FROM (${overdueFromSql(reports, view.known)})
    WHERE overdue_from < known_until AND NOT ${followed(sql`follower.2 <= overdue_from`)}`,
  )
}
