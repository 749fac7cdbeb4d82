import { SUCCESSIONS_MAX } from '@jianwei/events/organisation/directory.ts'
import { list, sql, stepSql, type Sql } from '#/sql.ts'

/** Which directory is asked, and for which day it is asked who stands for a unit. */
export interface AskedDirectory {
  /** What the log said of it up to here; without it, all that it says. */
  readonly known_at?: number
  /** A day `YYYY-MM-DD`; without it, the day of each fact. */
  readonly as_of?: string
}

/**
 * For each row of `named` (`department`, `region`, `day`, and `amount`) which unit it means, as
 * `unitOf` of the events says: `unit`, `standing` and `named_by`, or `reason`; the amounts stay.
 */
export function resolvedSql(named: Sql, asked: AskedDirectory): Sql {
  const standingOn = asked.as_of === undefined ? sql`day` : sql`${asked.as_of}`
  const candidates = stepSql(
    'candidates',
    'for each name, place and day what the spelling of each unit says of it',
    sql`SELECT
  n.department AS department, n.region AS region, n.day AS day, n.amount AS amount,
  s.spelling != '' AS is_known,
  is_known AND (s.region = '' OR n.region = '' OR s.region = n.region
    OR (s.narrow >= 0 AND s.narrow < 99 AND ${digits(sql`n.region`)} != '-'
      AND startsWith(${digits(sql`n.region`)}, s.prefix))) AS is_here,
  greatest(s.begins, s.valid_from) AS starts,
  s.begins <= day AND day < s.ends AND starts <= day AND day < s.valid_to AS is_own,
  multiIf(is_own, 0, starts <= day, 1, 2) AS rank,
  toInt64OrZero(replaceAll(starts, '-', '')) AS start_number,
  (toInt64(rank), if(n.region = '', 0, -toInt64(s.narrow)),
    multiIf(rank = 0, 0, rank = 1, -start_number, start_number)) AS preference,
  arrayFirstIndex(link -> link.1 > day, s.chain) AS next,
  if(next = 0, length(s.chain), toUInt64(next - 1)) AS passed,
  multiIf(s.valid_to <= day, '', passed = 0, s.unit_id, s.chain[passed].2) AS meant,
  arraySlice(s.chain, passed + 1) AS later,
  arrayFirstIndex(link -> link.1 <= day OR link.1 > ${standingOn} OR link.2 = '' OR link.3 = 1,
    later) AS stop,
  if(stop = 0, length(later), stop - 1) AS followed,
  if(followed = 0, meant, later[followed].2) AS standing
FROM (${named}) AS n LEFT JOIN (${spellingsSql(asked)}) AS s ON s.spelling = n.department`,
  )
  const ranked = stepSql(
    'ranked',
    'for each name, place and day the units it may mean, the preferred ones first',
    sql`SELECT department, region, day, amount, max(is_known) AS is_any_known,
  arraySort(groupArrayIf((preference, meant, standing, rank), is_here)) AS ranked
FROM (${candidates}) GROUP BY department, region, day, amount`,
  )
  return stepSql(
    'resolved',
    'the unit that each name means, or why it means none',
    sql`SELECT department, region, day, amount,
  arrayFilter(one -> one.1 = ranked[1].1, ranked) AS best,
  arrayDistinct(arrayMap(one -> one.2, best)) AS units,
  multiIf(department = '', 'not_named', NOT is_any_known, 'unknown', length(ranked) = 0,
    'elsewhere', length(units) > 1, 'ambiguous', units[1] = '', 'ended', '') AS reason,
  if(reason = '', units[1], '') AS unit,
  if(reason = '', best[1].3, '') AS standing,
  if(reason = '', ['own', 'succession', 'early'][best[1].4 + 1], '') AS named_by
FROM (${ranked})`,
  )
}

/** Names that can mean one of the units somewhere on some day: theirs, and of whom they follow. */
export function namesOfUnitsSql(units: readonly string[], asked: AskedDirectory): Sql {
  const meant = sql`[${list(units)}]`
  return sql`SELECT spelling FROM (${spellingsSql(asked)})
  WHERE has(${meant}, unit_id) OR arrayExists(link -> has(${meant}, link.2), chain)`
}

/** The digits of a region code or of a cell of the grid; '-' for any other place. */
function digits(region: Sql): Sql {
  return sql`multiIf(startsWith(${region}, 'grid:'), substring(${region}, 6),
      position(${region}, ':') > 0, '-', ${region})`
}

/** Spellings as known, with when their units begin and end and who follows whom. */
function spellingsSql(asked: AskedDirectory): Sql {
  const known = asked.known_at === undefined ? sql`1` : sql`position <= ${asked.known_at}`
  const units = stepSql(
    'units',
    'when each unit begins and ends as known, and who has its work then',
    sql`SELECT unit_id,
    argMaxIf(begins, position, kind != 'end') AS begins,
    argMaxIf((ends, heir, is_split), position, kind != 'begin') AS last_end
  FROM unit_ends_v1 WHERE ${known} GROUP BY unit_id`,
  )
  const ends = sql`SELECT groupArray((unit_id, last_end.1, last_end.2, last_end.3))
    FROM (${units}) WHERE last_end.1 != '~'`
  const chains = stepSql(
    'chains',
    'who follows each unit, one after another, with the days',
    sql`SELECT unit_id, begins, last_end.1 AS ends,
    (${ends}) AS all_ends,
    arrayMap(one -> one.1, all_ends) AS ended,
    arrayFold(
      (chain, turn) -> if(indexOf(ended, chain.1) = 0, chain,
        (all_ends[indexOf(ended, chain.1)].3,
          arrayPushBack(chain.2, (all_ends[indexOf(ended, chain.1)].2,
            all_ends[indexOf(ended, chain.1)].3, all_ends[indexOf(ended, chain.1)].4)))),
      range(${SUCCESSIONS_MAX + 1}),
      (unit_id, emptyLinks)).2 AS chain
  FROM (SELECT *, CAST([], 'Array(Tuple(String, String, UInt8))') AS emptyLinks FROM (${units}))`,
  )
  const spellings = stepSql(
    'spellings',
    'how events name units as known',
    sql`SELECT unit_id, spelling, region,
    argMax((prefix, narrow, valid_from, valid_to, is_removed), position) AS said
  FROM unit_spellings_v1 WHERE ${known} GROUP BY unit_id, spelling, region
  HAVING said.5 = 0`,
  )
  return sql`SELECT sp.unit_id AS unit_id, spelling, region, said.1 AS prefix, said.2 AS narrow,
    said.3 AS valid_from, said.4 AS valid_to, begins, ends, chain
  FROM (${spellings}) AS sp INNER JOIN (${chains}) AS u ON u.unit_id = sp.unit_id`
}
