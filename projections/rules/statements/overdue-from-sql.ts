import {
  knownAtLiteral,
  knownAtOfSecondSql,
  knownAtSql,
  type Known,
} from '#/rules/facts/knowledge-points.ts'
import { NOTHING, sql, stepSql, type Sql } from '#/sql.ts'

/**
 * Versions with a second `due`, and the knowledge point `overdue_from` at which they are known and
 * the clock is beyond it; those are left out for which the clock has not got there. By source, the
 * clock is the time of reporting itself; by platform it goes from minute to minute with the log.
 */
export function overdueFromSql(versions: Sql, known: Known): Sql {
  if (known.by === 'source') {
    return stepSql(
      'overdue from',
      'the knowledge point at which each is known and time is beyond what is due',
      sql`
    SELECT *, greatest(known_from, ${knownAtOfSecondSql(sql`due + 1`)}) AS overdue_from
    FROM (${versions})
    WHERE overdue_from <= ${lastKnownAtSql(known)}`,
    )
  }
  const until =
    known.until === undefined
      ? NOTHING
      : sql`WHERE first_position <= ${knownAtLiteral(known.until)}`
  return stepSql(
    'overdue from',
    'the knowledge point at which each is known and time is beyond what is due',
    sql`
    SELECT v.*, greatest(v.known_from, c.first_position) AS overdue_from
    FROM (SELECT *, 1 AS one FROM (${versions})) AS v
    ASOF JOIN (
      SELECT 1 AS one, toInt64(toUnixTimestamp(minute)) AS clock,
        min(first_position) AS first_position
      FROM clock_v2 GROUP BY minute
    ) AS c ON v.one = c.one AND v.due < c.clock
    ${until}`,
  )
}

/**
 * Time is known to have passed up to the point of view, or up to the newest report in the table.
 */
function lastKnownAtSql(known: Extract<Known, { readonly by: 'source' }>): Sql {
  if (known.until !== undefined) return knownAtLiteral(known.until)
  const columns = { reported_at: sql`reported_at`, position: sql`position` }
  return sql`(SELECT max(${knownAtSql('source', columns)}) FROM events_v2)`
}
