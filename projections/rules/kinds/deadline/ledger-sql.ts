import { factLedgerSql } from '#/rules/statements/fact-ledger-sql.ts'
import { intervalsSql } from '#/rules/statements/intervals-sql.ts'
import { piecesSql } from '#/rules/calendars/moved-days-sql.ts'
import type { Noticed } from '#/rules/calendars/notices-as-known.ts'
import { movedDueSql } from '#/rules/kinds/deadline/due-sql.ts'
import { answerFacts, dutiesWith, dutyFacts } from '#/rules/kinds/deadline/facts-sql.ts'
import { overdueFromSql } from '#/rules/statements/overdue-from-sql.ts'
import { neverSql } from '#/rules/facts/knowledge-points.ts'
import type { DeadlineRule } from '#/rules/kinds/deadline/parameters.ts'
import { versionsSql, type VersionsView } from '#/rules/facts/versions-sql.ts'
import { sql, stepSql, type Sql } from '#/sql.ts'

/**
 * When each warning of a deadline rule stood. A version of a duty warns from the later of two
 * knowledge points (it is known; the clock is beyond its due second) until it ends, except where an
 * answer in time is known.
 */
export function deadlineLedgerSql(rule: DeadlineRule, view: VersionsView & Noticed): Sql {
  const by = view.known.by
  const never = neverSql(by)
  const intervals = intervalsSql(changesSql(rule, view), {
    carried: [sql`subject_key`, sql`subject_id`, sql`fact_id`, sql`second`],
    sums: [sql`a`, sql`b`, sql`c`],
    stands: sql`a > 0 AND b = 0`,
    never,
  })
  return factLedgerSql(by, intervals, sql`second`)
}

/**
 * One row per version of a duty that became overdue while it was in force and had by then no answer
 * in time that nothing ended: such an answer keeps the version silent, and most duties have one. Of
 * the answers in time that nothing ended only the one known first matters; the others are listed.
 * Time is cut into pieces, so that the join stays near a duty's own days.
 */
function changesSql(rule: DeadlineRule, view: VersionsView & Noticed): Sql {
  const never = neverSql(view.known.by)
  const answers = answerFacts(rule)
  const withPieces = { ...answers, extra: { ...answers.extra, piece: pieceSql(rule, sql`second`) } }
  const inTime = sql`a.known_from > 0 AND a.second >= d.second AND a.second <= d.due`
  const forGood = sql`${inTime} AND a.known_until = ${never}`
  return stepSql(
    'changes',
    'for each overdue version, at which knowledge points it warns and answers in time are known',
    sql`
  SELECT d.subject_key AS subject_key, any(d.subject_id) AS subject_id, d.fact_id AS fact_id,
    any(d.second) AS second,
    arrayConcat(
      [(d.overdue_from, toInt32(1), toInt32(0), toInt32(0))],
      if(d.known_until = ${never}, [], [(d.known_until, toInt32(-1), toInt32(0), toInt32(0))]),
      if(countIf(${forGood}) = 0, [],
        [(minIf(a.known_from, ${forGood}), toInt32(0), toInt32(1), toInt32(0))]),
      groupArrayIf((a.known_from, toInt32(0), toInt32(1), toInt32(0)), ${inTime}
        AND a.known_until != ${never}),
      groupArrayIf((a.known_until, toInt32(0), toInt32(-1), toInt32(0)), ${inTime}
        AND a.known_until != ${never})
    ) AS changes
  FROM (
    SELECT *, arrayJoin(range(${pieceSql(rule, sql`second`)},
      greatest(${pieceSql(rule, sql`second`)}, ${pieceSql(rule, sql`due`)}) + 1)) AS piece
    FROM (${overdueSql(rule, view)})
  ) AS d
  LEFT JOIN (${versionsSql(view, withPieces)}) AS a
    ON d.subject_key = a.subject_key AND d.tie = a.tie AND d.piece = a.piece
  GROUP BY d.subject_key, d.fact_id, d.overdue_from, d.known_until
  HAVING countIf(${forGood} AND a.known_from <= d.overdue_from) = 0`,
  )
}

/** Where the duty itself says how long it lasts; a rare long one just spans several pieces. */
const CARRIED_PIECE_SECONDS = 30 * 86_400

function pieceSql({ parameters: { due } }: DeadlineRule, second: Sql): Sql {
  const seconds =
    due.in === 'field'
      ? CARRIED_PIECE_SECONDS
      : due.in === 'hours'
        ? due.count * 3_600
        : due.count * 86_400
  // Seconds since 1900, so that none is negative.
  return sql`toUInt64(intDiv(greatest(0, ${second} + 2208988800), ${seconds}))`
}

/**
 * Versions of duties with the knowledge point `overdue_from`, where they became overdue before they
 * ended.
 */
function overdueSql(rule: DeadlineRule, view: VersionsView & Noticed): Sql {
  const versions = datedSql(rule, view)
  return stepSql(
    'overdue duties',
    'versions of duties that were in force when the clock was beyond what was due',
    sql`
  SELECT * FROM (${overdueFromSql(versions, view.known)})
  WHERE overdue_from < known_until`,
  )
}

/** Versions of duties with their due second, cut where a notice of holidays moved it. */
function datedSql(rule: DeadlineRule, view: VersionsView & Noticed): Sql {
  const pieces = movedDueSql(rule, view)
  if (pieces === null) {
    return sql`
    SELECT * REPLACE (assumeNotNull(due) AS due)
    FROM (${versionsSql(view, dutyFacts(rule, view, sql`isNotNull(due)`))})`
  }
  return sql`
    SELECT * EXCEPT (piece_value), assumeNotNull(piece_value) AS due
    FROM (${piecesSql(versionsSql(view, dutiesWith(rule, { pieces })))})
    WHERE isNotNull(piece_value)`
}
