import { sampleSql } from '#/rules/statements/warning-sql.ts'
import { sql, type Sql } from '#/sql.ts'

/**
 * Windows as joins. Time is cut into pieces as long as the window: the facts from `window` seconds
 * before an anchor up to it lie in the anchor's own piece and the one before, so a join on pieces
 * stays within a few facts per anchor however long the subject's history is.
 */
export function joinedToWindows(windowSeconds: number, anchors: Sql, facts: Sql): Sql {
  return sql`(${facts}) AS f
  INNER JOIN (${anchors}) AS a ON f.subject_key = a.subject_key AND f.piece = a.piece
WHERE f.second >= a.anchor - ${windowSeconds} AND f.second <= a.anchor`
}

/** A row each for the two pieces of an anchor. */
export function piecesOfAnchorSql(windowSeconds: number, anchor: Sql): Sql {
  const piece = pieceSql(windowSeconds, anchor)
  return sql`arrayJoin([${piece} - 1, ${piece}]) AS piece`
}

/** 1900-01-01 in seconds before 1970: no event is earlier, so sums with it are never negative. */
const SECONDS_BEFORE_1970 = 2_208_988_800

export function pieceSql(windowSeconds: number, second: Sql): Sql {
  return sql`intDiv(${second} + ${SECONDS_BEFORE_1970}, ${windowSeconds})`
}

/**
 * Facts of one subject that its anchors' windows may hold together, each counted once for every
 * window it lies in. A subject beyond it is left out of the ledger and shows in
 * `ledgerTooDenseSql`; its warnings themselves are computed all the same.
 */
export const LEDGER_ENTRIES_PER_SUBJECT_MAX = 2_000_000
export const LEDGER_TOO_DENSE = 'LEDGER_TOO_DENSE'

/**
 * Anchors that a ledger leaves out: `candidates` has `entries_of_subject` and a fact of each anchor
 * as `sample`.
 */
export function ledgerTooDenseSql(candidates: Sql): Sql {
  return sql`
SELECT 'error' AS outcome, ${LEDGER_TOO_DENSE} AS code, count() AS facts,
  ${sampleSql(sql`toString(sample)`)}
FROM (${candidates})
WHERE entries_of_subject > ${LEDGER_ENTRIES_PER_SUBJECT_MAX}
GROUP BY outcome`
}
