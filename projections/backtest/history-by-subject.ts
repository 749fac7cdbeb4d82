import { SubjectReader, type ReadSubject } from '#/backtest/subject-reader.ts'
import type { QueryOptions, Warehouse } from '#/ports/warehouse.ts'
import type { ColumnField } from '#/rules/facts/fields/field-column.ts'
import { packedFieldsSql } from '#/rules/facts/fields/field-rows.ts'
import { knownAtLiteral, knownAtSql, type Known } from '#/rules/facts/knowledge-points.ts'
import { NOTHING, sql, textList, type Sql } from '#/sql.ts'

/**
 * The versions of facts about each subject, subject by subject in the order in which the events
 * lie: range of keys by range, each one statement for the versions and one for their few
 * amendments, in blocks of columns. The engine sorts nothing.
 */

export interface HistoryAsked {
  readonly known: Known
  readonly types: readonly string[]
  /** What is read of the facts' data. */
  readonly fields: readonly ColumnField[]
  /** More versions of one subject than these are not held. */
  readonly versions_max: number
}

/** How many versions of facts of these types there are up to a position: one row, `facts`. */
export function factsOfTypesSql(types: readonly string[], head: number): Sql {
  return sql`
SELECT count() AS facts FROM events_v2
WHERE version_kind != 'record' AND event_type IN ${textList(types)} AND position <= ${head}`
}

/** Keys of subjects, both ends included. */
export interface KeyRange {
  readonly from: bigint
  readonly up_to: bigint
}

const KEYS = 1n << 64n

/** All keys in so many ranges. */
export function keyRanges(count: number): readonly KeyRange[] {
  const parts = BigInt(count)
  return Array.from({ length: count }, (_, index) => {
    const part = BigInt(index)
    return { from: (KEYS * part) / parts, up_to: (KEYS * (part + 1n)) / parts - 1n }
  })
}

/** The subjects of one range of keys, block by block. */
export async function* historyBySubject(
  warehouse: Warehouse,
  asked: HistoryAsked,
  range: KeyRange,
  options: QueryOptions,
): AsyncGenerator<readonly ReadSubject[], void, undefined> {
  const { known, versions_max, fields } = asked
  const reader = new SubjectReader({ by: known.by, versions_max, fields })
  for await (const block of warehouse.blocks(endsSql(known, range), options)) reader.addEnds(block)
  for await (const block of warehouse.blocks(versionsSql(asked, range), options))
    yield [...reader.subjectsOf(block)]
  yield [...reader.ended()]
}

/** Original versions and corrections, of which `history-rows.ts` reads the columns. */
export function versionsSql(
  { known, types, fields }: Pick<HistoryAsked, 'known' | 'types' | 'fields'>,
  range: KeyRange,
): Sql {
  return sql`
SELECT subject_key, subject_id, UUIDToNum(fact_id) AS fact,
  toFloat64(toUnixTimestamp64Milli(occurred_at)) AS occurred_ms, event_type, version_kind,
  toFloat64(toUnixTimestamp64Milli(reported_at)) AS reported_ms,
  toFloat64(position) AS at_position, source, region, department${packedFieldsSql(fields)}
FROM events_v2
WHERE version_kind IN ('original', 'correction') AND event_type IN ${textList(types)}
  AND ${seenSql(known, range)}
ORDER BY subject_key, subject_id
SETTINGS optimize_read_in_order = 1`
}

/** The few amendments. */
export function endsSql(known: Known, range: KeyRange): Sql {
  return sql`
SELECT subject_key, UUIDToNum(fact_id) AS fact,
  toFloat64(toUnixTimestamp64Milli(reported_at)) AS reported_ms,
  toFloat64(position) AS at_position
FROM fact_ends_v2 WHERE ${seenSql(known, range)}`
}

/** Up to where things are known, of these subjects. */
function seenSql(known: Known, { from, up_to }: KeyRange): Sql {
  const at = knownAtSql(known.by, { reported_at: sql`reported_at`, position: sql`position` })
  const until =
    known.until === undefined ? NOTHING : sql` AND ${at} <= ${knownAtLiteral(known.until)}`
  const taken =
    known.by === 'platform' || known.taken_until_position === undefined
      ? NOTHING
      : sql` AND position <= ${known.taken_until_position}`
  return sql`subject_key BETWEEN ${from} AND ${up_to}${until}${taken}`
}
