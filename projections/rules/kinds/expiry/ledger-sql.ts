import { factLedgerSql } from '#/rules/statements/fact-ledger-sql.ts'
import { intervalsSql } from '#/rules/statements/intervals-sql.ts'
import { dueInForceSql, expiryFacts } from '#/rules/kinds/expiry/facts-sql.ts'
import { overdueFromSql } from '#/rules/statements/overdue-from-sql.ts'
import { neverSql } from '#/rules/facts/knowledge-points.ts'
import type { ExpiryRule } from '#/rules/kinds/expiry/parameters.ts'
import { versionsSql, type VersionsView } from '#/rules/facts/versions-sql.ts'
import { sql, stepSql, type Sql } from '#/sql.ts'

/**
 * When each warning of an expiry rule stood. A version of a carrier warns from the later of two
 * knowledge points (it is known; the clock is beyond its `due`) until it ends, except where
 * something is known that settles it.
 */
export function expiryLedgerSql(rule: ExpiryRule, view: VersionsView): Sql {
  const by = view.known.by
  const intervals = intervalsSql(changesSql(rule, view), {
    carried: [sql`subject_key`, sql`subject_id`, sql`fact_id`, sql`due`],
    sums: [sql`warns`, sql`settled`],
    stands: sql`warns > 0 AND settled = 0`,
    never: neverSql(by),
  })
  return factLedgerSql(by, intervals, sql`due + 1`)
}

/**
 * One row per version of a carrier that became due while it was in force. Of what settles it and
 * never ended only the one known first matters; of the rest, which is little, all is listed.
 */
function changesSql(rule: ExpiryRule, view: VersionsView): Sql {
  const never = neverSql(view.known.by)
  const settles = sql`s.known_from > 0 AND ((s.is_carrier AND s.tie = d.tie AND s.second > d.second)
        OR (s.is_ending AND s.tie = d.tie AND s.second >= d.second)
          OR (s.is_inactive AND s.second >= d.second))`
  return stepSql(
    'changes',
    'for each version that is due, at which knowledge points it warns and something settles it',
    sql`
  SELECT d.subject_key AS subject_key, any(d.subject_id) AS subject_id, d.fact_id AS fact_id,
    any(d.due) AS due,
    arrayConcat(
      [(d.overdue_from, toInt32(1), toInt32(0))],
      if(d.known_until = ${never}, [], [(d.known_until, toInt32(-1), toInt32(0))]),
      if(any(d.settled_from) = ${never}, [], [(any(d.settled_from), toInt32(0), toInt32(1))]),
      groupArrayIf((s.known_from, toInt32(0), toInt32(1)), ${settles}),
      groupArrayIf((s.known_until, toInt32(0), toInt32(-1)), ${settles})
    ) AS changes
  FROM (${overdueSql(rule, view)}) AS d
  LEFT JOIN (
    SELECT *
    FROM (${versionsSql(view, expiryFacts(rule))})
    WHERE known_until != ${never}
  ) AS s
    ON d.subject_key = s.subject_key
  GROUP BY d.subject_key, d.fact_id, d.overdue_from, d.known_until`,
  )
}

/**
 * Versions of carriers with the knowledge point `overdue_from`, where they became due before they
 * ended or something settled them for good. The condition stands inside: beside the replaced `due`,
 * which is never NULL, it would mean that one.
 */
function overdueSql(rule: ExpiryRule, view: VersionsView): Sql {
  const due = sql`
    SELECT * REPLACE (assumeNotNull(due) AS due) FROM (
      SELECT *
      FROM (${settledSql(rule, view)})
      WHERE is_carrier AND isNotNull(due) AND ${dueInForceSql(rule)}
    )`
  return stepSql(
    'due validities',
    'versions that came due before they ended or something settled them for good',
    sql`
SELECT *
FROM (${overdueFromSql(due, view.known)})
WHERE overdue_from < known_until AND settled_from > overdue_from`,
  )
}

/**
 * All versions with `settled_from`: the first knowledge point at which one that never ended settles
 * them.
 */
function settledSql(rule: ExpiryRule, view: VersionsView): Sql {
  const never = neverSql(view.known.by)
  const first = (role: Sql, per: Sql, upTo: Sql): Sql =>
    sql`min(if(${role} AND known_until = ${never}, known_from, ${never}))
        OVER (PARTITION BY ${per} ORDER BY second DESC
          RANGE BETWEEN UNBOUNDED PRECEDING AND ${upTo})`
  // The least of no rows is 0, which is no knowledge point.
  return stepSql(
    'settled from',
    'to each version the first knowledge point at which something settles it for good',
    sql`
    SELECT * EXCEPT (renewed, ended, gone),
      least(if(renewed = 0, ${never}, renewed), ended, gone) AS settled_from
    FROM (
      SELECT *, ${first(sql`is_carrier`, sql`subject_key, tie`, sql`1 PRECEDING`)} AS renewed,
        ${first(sql`is_ending`, sql`subject_key, tie`, sql`CURRENT ROW`)} AS ended,
        ${first(sql`is_inactive`, sql`subject_key`, sql`CURRENT ROW`)} AS gone
      FROM (${versionsSql(view, expiryFacts(rule))})
    )`,
  )
}
