import { intervalsOfLedgerSql, remainingLedgerSql } from '#/rules/compiler/ledger-pieces-sql.ts'
import { piecesSql } from '#/rules/calendars/moved-days-sql.ts'
import type { Noticed } from '#/rules/calendars/notices-as-known.ts'
import { byWorkingDays, dutiesOf, type Duties } from '#/rules/compiler/judged-duties-sql.ts'
import { speaksOf, withMissingChangesSql } from '#/rules/feeds/missing-sql.ts'
import { feedsAsKnown, type Stated } from '#/rules/feeds/statements-as-known.ts'
import { partitionedVersionsSql } from '#/rules/facts/groups/grouped-versions-sql.ts'
import type { VersionsView } from '#/rules/facts/versions-sql.ts'
import type { Rule } from '#/rules/rule.ts'
import { sql, type Sql } from '#/sql.ts'

/**
 * Duties that are not judged, over all points of knowing: each interval in which a kind's condition
 * held is cut where a correction changed the fact that opened the duty, and where sources stated
 * something else; what is judged of it remains.
 */
export function judgedLedgerSql(rule: Rule, view: VersionsView & Stated, ledger: Sql): Sql {
  const duties = dutiesOf(rule, view)
  if (duties === null) return ledger
  const { known } = view
  const feeds = feedsAsKnown(view, known)
  if (!speaksOf(feeds, duties.awaited)) return ledger
  const versions = datedSql(rule, view, duties)
  return remainingLedgerSql(
    known.by,
    sql`
SELECT l.* EXCEPT (second, known_from, known_until), v.exempt AS exempt,
  greatest(l.known_from, v.version_from) AS known_from,
  least(l.known_until, v.version_until) AS known_until
FROM (${intervalsOfLedgerSql(known.by, ledger)}) AS l
INNER JOIN (
  SELECT subject_key, toString(fact_id) AS anchor, known_from AS version_from,
    known_until AS version_until, exempt
  FROM (${withMissingChangesSql(feeds, duties.awaited, known.by, versions)})
) AS v ON l.subject_key = v.subject_key AND l.anchor = v.anchor
WHERE v.version_from < l.known_until AND v.version_until > l.known_from`,
  )
}

/** Versions of duties with the second up to which each waits, cut where a notice moved it. */
function datedSql(rule: Rule, view: VersionsView & Noticed, { facts, partition }: Duties): Sql {
  const { scope, known } = view
  const pieces = byWorkingDays(rule)?.movedDueSql(rule, view) ?? null
  if (pieces === null) return partitionedVersionsSql(partition, { scope, known }, facts)
  const cut = { ...facts, extra: { ...facts.extra, pieces } }
  return sql`
SELECT * EXCEPT (piece_value) REPLACE (ifNull(piece_value, second) AS due)
FROM (${piecesSql(partitionedVersionsSql(partition, { scope, known }, cut))})`
}
