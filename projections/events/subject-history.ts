import type { Instant } from '@jianwei/events/instant.ts'
import { z } from 'zod'
import { KEPT_FOR_AUDITORS } from '#/audit/kept-for-auditors.ts'
import { keyOfCursor, pageOf, type Page } from '#/cursor.ts'
import { countOf, instantOf } from '#/engine-values.ts'
import { EVENT_COLUMNS, eventRow, type EngineEventRow, type EventRow } from '#/events/event-row.ts'
import type { Warehouse } from '#/ports/warehouse.ts'
import { knownAtLiteral, knownAtSql, type Known } from '#/rules/facts/knowledge-points.ts'
import { and, instant, sql, textList, type Sql } from '#/sql.ts'

/**
 * A moment in the order of knowing, and what the clock said: `recorded_at` by platform,
 * `reported_at` by source.
 */
export interface KnownMoment {
  readonly position: number
  readonly at: Instant
}

/** An event about a subject and from when to when it was what was known. */
export interface HistoryRow extends EventRow {
  readonly known_from: KnownMoment
  /**
   * The amendment that ended this version. Null while it holds. A correction that came first ends
   * its original before it begins.
   */
  readonly known_until: KnownMoment | null
  /**
   * Arrival and report disagree: another amendment of the fact, of those that are known, came
   * before this one and was reported after it, or the other way round.
   */
  readonly overtaken: boolean
}

export interface HistoryFilter {
  readonly subject_id: string
  /**
   * `by` decides the order of knowing. With `until`: only versions in force there, as one would
   * have seen them. Without: all versions.
   */
  readonly known: Known
  /** Only what had happened by then. */
  readonly as_of?: Instant
  /** Also the platform's records about the subject: warnings and alerts. */
  readonly with_records: boolean
  /** Only versions of these types; those of one fact may differ, as a retraction's does. */
  readonly event_types?: readonly string[]
  readonly sources?: readonly string[]
  readonly limit: number
  readonly cursor?: string
}

interface EngineHistoryRow extends EngineEventRow {
  readonly known_at: string
  /** 0 when nothing ended the version. */
  readonly end_position: string
  readonly end_at: string
  readonly is_overtaken: number
}

/** What is known about a subject, newest occurrence first. */
export async function subjectHistory(
  warehouse: Warehouse,
  filter: HistoryFilter,
): Promise<Page<HistoryRow>> {
  const rows = await warehouse.query<EngineHistoryRow>(historySql(filter), {
    purpose: 'events:history',
  })
  return pageOf(rows.map(historyRow), filter.limit, (row) => [row.occurred_at, row.position])
}

/** Also of a subject that is the platform itself. */
const PEOPLES_RECORDS = sql`event_type NOT IN ${textList(KEPT_FOR_AUDITORS)}`

/**
 * Ranks the versions of each fact (the original, then amendments in the order of knowing): each
 * ends where the next begins.
 */
function historySql(filter: HistoryFilter): Sql {
  const { subject_id, known, as_of, with_records, event_types, sources, limit, cursor } = filter
  const knownAt = known.by === 'platform' ? sql`recorded_at` : sql`reported_at`
  const isKnown =
    known.until === undefined ? sql`1` : sql`${beginOf(known)} <= ${knownAtLiteral(known.until)}`
  const key = cursor === undefined ? undefined : keyOfCursor(cursor, z.tuple([z.string(), z.int()]))
  const conditions = [
    ...(known.until === undefined ? [] : [standsAt(known)]),
    ...(as_of === undefined ? [] : [sql`occurred_at <= ${instant(as_of)}`]),
    // Of versions that are ranked already: each still ends where the next of its fact begins.
    ...(event_types === undefined ? [] : [sql`event_type IN ${textList(event_types)}`]),
    ...(sources === undefined ? [] : [sql`source IN ${textList(sources)}`]),
    ...(key === undefined ? [] : [sql`(occurred_at, position) < (${instant(key[0])}, ${key[1]})`]),
  ]
  return sql`
SELECT * FROM (
  SELECT ${EVENT_COLUMNS}, ${knownAt} AS known_at,
    leadInFrame(position, 1, 0) OVER versions AS end_position,
    leadInFrame(${knownAt}, 1) OVER versions AS end_at,
    (maxIf(reported_at, ${isKnown}) OVER until_here > reported_at
      OR minIf(reported_at, ${isKnown}) OVER from_here < reported_at) AS is_overtaken
  FROM events_v2
  WHERE subject_key = cityHash64(${subject_id}) AND subject_id = ${subject_id}
    AND ${with_records ? PEOPLES_RECORDS : sql`version_kind != 'record'`}
  WINDOW versions AS (
    PARTITION BY fact_id ORDER BY version_kind = 'original' DESC, ${knownAt}, position
    ROWS BETWEEN CURRENT ROW AND 1 FOLLOWING
  ),
  until_here AS (
    PARTITION BY fact_id, version_kind = 'original' ORDER BY position
    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
  ),
  from_here AS (
    PARTITION BY fact_id, version_kind = 'original' ORDER BY position
    ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING
  )
)
WHERE ${and(conditions)}
ORDER BY occurred_at DESC, position DESC
LIMIT ${limit + 1}`
}

function beginOf({ by }: Known): Sql {
  return knownAtSql(by, { reported_at: sql`reported_at`, position: sql`position` })
}

/** Begun by the knowledge point, not ended by it, and saying something. */
function standsAt(known: Known): Sql {
  if (known.until === undefined) return sql`1`
  const until = knownAtLiteral(known.until)
  const begin = beginOf(known)
  const end = knownAtSql(known.by, { reported_at: sql`end_at`, position: sql`end_position` })
  return sql`version_kind != 'retraction' AND ${begin} <= ${until}
    AND (end_position = 0 OR ${end} > ${until})`
}

function historyRow(row: EngineHistoryRow): HistoryRow {
  const endPosition = countOf(row.end_position)
  return {
    ...eventRow(row),
    known_from: { position: countOf(row.position), at: instantOf(row.known_at) },
    overtaken: row.is_overtaken === 1,
    known_until: endPosition === 0 ? null : { position: endPosition, at: instantOf(row.end_at) },
  }
}
