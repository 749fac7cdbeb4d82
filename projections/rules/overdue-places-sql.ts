import { placeLiteral, placeOfSecondSql, placeSql, type Known } from '#/rules/places.ts'

/**
 * Versions with a second `due`, and the place `overdue_from` at which they are known and the clock is beyond it; those are left out for
 * which the clock has not got there. By source, the clock is the time of reporting itself; by platform it
 * goes from minute to minute with the log.
 */
export function overduePlacesSql(versions: string, known: Known): string {
  if (known.by === 'source') {
    return `
    SELECT *, greatest(known_from, ${placeOfSecondSql('due + 1')}) AS overdue_from FROM (${versions})
    WHERE overdue_from <= ${lastPlaceSql(known)}`
  }
  const until = known.until === undefined ? '' : `WHERE first_position <= ${placeLiteral(known.until)}`
  return `
    SELECT v.*, greatest(v.known_from, c.first_position) AS overdue_from
    FROM (SELECT *, 1 AS one FROM (${versions})) AS v
    ASOF JOIN (
      SELECT 1 AS one, toInt64(toUnixTimestamp(minute)) AS clock, min(first_position) AS first_position
      FROM clock_v1 GROUP BY minute
    ) AS c ON v.one = c.one AND v.due < c.clock
    ${until}`
}

/** Time is known to have passed up to the point of view, or up to the newest report in the table. */
function lastPlaceSql(known: Extract<Known, { readonly by: 'source' }>): string {
  if (known.until !== undefined) return placeLiteral(known.until)
  return `(SELECT max(${placeSql('source', { reported_at: 'reported_at', position: 'position' })}) FROM events_v1)`
}
