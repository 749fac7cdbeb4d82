import type { Instant } from '@jianwei/events/instant.ts'
import { positionAt } from '#/clock/queries.ts'
import { countOf } from '#/engine-values.ts'
import { asksAs, type Warehouse } from '#/ports/warehouse.ts'
import { sql, textList, type Sql } from '#/sql.ts'

/**
 * Positions of a log, both included; empty where `last` comes before `first`. Positions of a log
 * have no gaps.
 */
export interface PositionRange {
  readonly first: number
  readonly last: number
}

/** What the warehouse holds of a range of the log. */
export interface HeldEvents {
  readonly events: number
  /**
   * Facts, corrections and retractions: what rules look at. The others are records of the platform.
   */
  readonly versions: number
  /** Of these, those of the types that were asked for. */
  readonly watched: number
  /** Facts that came after a fact of the same source that had happened later. */
  readonly late: number
  readonly quarantined: number
  /** Input refused beyond the quota of its day: counted and not kept. */
  readonly refused_counted: number
  /** Quarantined input that was sent through intake again with success, in this range or later. */
  readonly redriven: number
  /**
   * Of position, identity and content of every event in the range, whatever the order of the rows.
   */
  readonly hash: string
}

/** What a rule version said in a range. */
export interface RuleEntries {
  readonly raised: number
  readonly withdrawn: number
}

export const MISSING_POSITIONS_MAX = 100

const asks = asksAs('completeness')

/**
 * The positions that were recorded in [from, to); up to the log's head where the period has not
 * ended there.
 */
export async function rangeOfPeriod(
  warehouse: Warehouse,
  period: { readonly from: Instant | undefined; readonly to: Instant | undefined },
  head: number,
): Promise<PositionRange> {
  const before = period.from === undefined ? 0 : await positionBefore(warehouse, period.from)
  const last = period.to === undefined ? head : await positionBefore(warehouse, period.to)
  return { first: before + 1, last }
}

export async function heldEvents(
  warehouse: Warehouse,
  range: PositionRange,
  watchedTypes: readonly string[],
): Promise<HeldEvents> {
  const within = withinSql(range)
  const watched = watchedTypes.length === 0 ? sql`0` : sql`event_type IN ${textList(watchedTypes)}`
  const [row] = await warehouse.query<Record<keyof HeldEvents, string>>(
    sql`
SELECT count() AS events, countIf(version_kind != 'record') AS versions,
  countIf(version_kind != 'record' AND (version_kind = 'retraction' OR ${watched})) AS watched,
  (${lateSql(range)}) AS late,
  uniqExactIf(JSONExtractString(payload, 'quarantine_id'), event_type = 'InputQuarantined')
    AS quarantined,
  sumIf(JSONExtractUInt(payload, 'count'), event_type = 'RefusedInputCounted') AS refused_counted,
  (${redrivenSql(within)}) AS redriven,
  hex(sum(toUInt128(cityHash64(position, event_id, source, occurred_at, reported_at, payload))))
    AS hash
FROM events_v1 WHERE ${within}`,
    asks('held'),
  )
  if (row === undefined) throw new TypeError('an aggregate has a row')
  const {
    hash,
    events,
    versions,
    watched: ofTypes,
    late,
    quarantined,
    refused_counted,
    redriven,
  } = row
  return {
    events: countOf(events),
    versions: countOf(versions),
    watched: countOf(ofTypes),
    late: countOf(late),
    quarantined: countOf(quarantined),
    refused_counted: countOf(refused_counted),
    redriven: countOf(redriven),
    hash,
  }
}

/**
 * Positions of the range of which the warehouse holds no row; at most MISSING_POSITIONS_MAX of
 * them, the lowest.
 */
export async function missingPositions(
  warehouse: Warehouse,
  { first, last }: PositionRange,
): Promise<readonly number[]> {
  if (last < first) return []
  const rows = await warehouse.query<{ position: string }>(
    sql`
SELECT number AS position FROM numbers(${first}, ${last - first + 1})
WHERE number NOT IN (SELECT position FROM events_v1 WHERE ${withinSql({ first, last })})
ORDER BY position LIMIT ${MISSING_POSITIONS_MAX}`,
    asks('missing'),
  )
  return rows.map(({ position }) => countOf(position))
}

export async function ruleEntries(
  warehouse: Warehouse,
  range: PositionRange,
  rule: { readonly rule_id: string; readonly rule_version: number },
): Promise<RuleEntries> {
  const [row] = await warehouse.query<Record<keyof RuleEntries, string>>(
    sql`
SELECT countIf(movement = 'raised') AS raised, countIf(movement = 'withdrawn') AS withdrawn
FROM warnings_v1
WHERE rule_id = ${rule.rule_id} AND rule_version = ${rule.rule_version} AND ${withinSql(range)}`,
    asks('entries'),
  )
  return { raised: countOf(row?.raised ?? 0), withdrawn: countOf(row?.withdrawn ?? 0) }
}

function withinSql({ first, last }: PositionRange): Sql {
  return sql`position BETWEEN ${first} AND ${last}`
}

/** Compared with everything that the source had sent before, also before the range. */
function lateSql(range: PositionRange): Sql {
  return sql`
SELECT countIf(within AND occurred_at < newest) FROM (
  SELECT occurred_at, position >= ${range.first} AS within,
    max(occurred_at) OVER (PARTITION BY source ORDER BY position
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS newest
  FROM events_v1 WHERE version_kind = 'original' AND position <= ${range.last}
)`
}

/** An InputRedriven that names no events was refused again. */
function redrivenSql(within: Sql): Sql {
  return sql`
SELECT uniqExact(JSONExtractString(payload, 'quarantine_id')) FROM events_v1
WHERE event_type = 'InputRedriven' AND JSONLength(payload, 'event_ids') > 0
  AND JSONExtractString(payload, 'quarantine_id') IN (
  SELECT JSONExtractString(payload, 'quarantine_id')
  FROM events_v1
  WHERE event_type = 'InputQuarantined' AND ${within}
)`
}

/** The last position recorded before the time. */
function positionBefore(warehouse: Warehouse, at: Instant): Promise<number> {
  // Instants have whole milliseconds, and so have the times of recording.
  return positionAt(warehouse, new Date(Date.parse(at) - 1).toISOString() as Instant)
}
