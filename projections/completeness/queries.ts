import type { Instant } from '@jianwei/events/instant.ts'
import { positionAt } from '#/clock/queries.ts'
import { countOf } from '#/engine-values.ts'
import { asksAs, type Warehouse } from '#/ports/warehouse.ts'
import { list, sql, textList, type Sql } from '#/sql.ts'

/**
 * Positions of a log, both included; empty where `last` comes before `first`. A log may have events
 * at few of them.
 */
export interface PositionRange {
  readonly first: number
  readonly last: number
}

/** An event as the log or the warehouse knows it at a position. */
export interface EventThere {
  readonly event_id: string
  readonly ordinal: number
}

/** Numbers of events, both included: those that a log gave to the events of a range. */
export interface OrdinalRange {
  readonly first: number
  readonly last: number
}

/** The events of a range, and the numbers that the log gave them. */
export interface NumberedRange {
  readonly range: PositionRange
  readonly ordinals: OrdinalRange
}

/** Events in a row that the warehouse does not hold, and the held ones around them. */
export interface MissingEvents {
  readonly first_ordinal: number
  readonly last_ordinal: number
  /** 0 where nothing of the range is held before them. */
  readonly after_position: number
  /** Null where nothing of the range is held behind them. */
  readonly before_position: number | null
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

export const MISSING_RANGES_MAX = 100

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
FROM events_v2 WHERE ${within}`,
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
 * Whether the warehouse has one row and one number for each of the events that the log has numbered
 * so in the range, by counts and sums of hashes: what is missing is looked for only where not.
 */
export async function holdsThroughout(
  warehouse: Warehouse,
  { range, ordinals }: NumberedRange,
): Promise<boolean> {
  const within = withinSql(range)
  const events = Math.max(0, ordinals.last - ordinals.first + 1)
  const [held, numbered] = await Promise.all([
    warehouse.query<CountedPlaces>(
      sql`
SELECT toString(count()) AS events, toString(sum(cityHash64(position))) AS places
FROM events_v2 WHERE ${within}`,
      asks('held-places'),
    ),
    warehouse.query<CountedPlaces & { readonly numbers: string; readonly wanted: string }>(
      sql`
SELECT toString(count()) AS events, toString(sum(cityHash64(position))) AS places,
  toString(sum(cityHash64(ordinal))) AS numbers,
  (SELECT toString(sum(cityHash64(number))) FROM numbers(${ordinals.first}, ${events})) AS wanted
FROM event_ordinals_v1 WHERE ${within}`,
      asks('numbered-places'),
    ),
  ])
  const [one, other] = [held[0], numbered[0]]
  if (one === undefined || other === undefined) throw new TypeError('an aggregate has a row')
  return (
    one.events === String(events) &&
    one.events === other.events &&
    one.places === other.places &&
    other.numbers === other.wanted
  )
}

interface CountedPlaces {
  readonly events: string
  readonly places: string
}

/**
 * What the warehouse does not hold of the events that the log has numbered so in the range: at most
 * MISSING_RANGES_MAX pieces, the oldest. An event of which one table has a row and the other none
 * is missing.
 */
export async function missingEvents(
  warehouse: Warehouse,
  { range, ordinals }: NumberedRange,
): Promise<readonly MissingEvents[]> {
  if (ordinals.last < ordinals.first) return []
  const within = withinSql(range)
  const end = range.last + 1
  const rows = await warehouse.query<Record<keyof MissingEvents, string>>(
    sql`
SELECT before + 1 AS first_ordinal, ordinal - 1 AS last_ordinal,
  position_before AS after_position, position AS before_position
FROM (
  SELECT ordinal, position,
    lagInFrame(ordinal, 1, toUInt64(${ordinals.first - 1})) OVER held_ones AS before,
    lagInFrame(position, 1, toUInt64(0)) OVER held_ones AS position_before
  FROM (
    SELECT max(numbered) AS ordinal, place AS position FROM (
      SELECT ordinal AS numbered, position AS place, 0 AS held FROM event_ordinals_v1
      WHERE ${within}
      UNION ALL
      SELECT 0 AS numbered, position AS place, 1 AS held FROM events_v2 WHERE ${within}
    ) GROUP BY place HAVING max(held) = 1 AND ordinal > 0
    UNION ALL
    SELECT toUInt64(${ordinals.last + 1}) AS ordinal, toUInt64(${end}) AS position
  )
  WINDOW held_ones AS (ORDER BY ordinal ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
)
WHERE ordinal > before + 1
ORDER BY first_ordinal LIMIT ${MISSING_RANGES_MAX}`,
    asks('missing'),
  )
  return rows.map(({ first_ordinal, last_ordinal, after_position, before_position }) => {
    const before = countOf(before_position)
    return {
      first_ordinal: countOf(first_ordinal),
      last_ordinal: countOf(last_ordinal),
      after_position: countOf(after_position),
      before_position: before === end ? null : before,
    }
  })
}

/** The events that the warehouse holds at the positions, with their numbers. */
export async function eventsThere(
  warehouse: Warehouse,
  positions: readonly number[],
): Promise<ReadonlyMap<number, EventThere>> {
  if (positions.length === 0) return new Map()
  const at = sql`position IN (${list(positions)})`
  const rows = await warehouse.query<Record<'position' | 'event_id' | 'ordinal', string>>(
    sql`
SELECT place AS position, max(id) AS event_id, max(number) AS ordinal FROM (
  SELECT position AS place, toString(event_id) AS id, 0 AS number FROM events_v2 WHERE ${at}
  UNION ALL
  SELECT position AS place, '' AS id, ordinal AS number FROM event_ordinals_v1 WHERE ${at}
) GROUP BY place HAVING event_id != '' AND ordinal > 0`,
    asks('ends'),
  )
  return new Map(
    rows.map(({ position, event_id, ordinal }) => [
      countOf(position),
      { event_id, ordinal: countOf(ordinal) },
    ]),
  )
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
  FROM events_v2 WHERE version_kind = 'original' AND position <= ${range.last}
)`
}

/** An InputRedriven that names no events was refused again. */
function redrivenSql(within: Sql): Sql {
  return sql`
SELECT uniqExact(JSONExtractString(payload, 'quarantine_id')) FROM events_v2
WHERE event_type = 'InputRedriven' AND JSONLength(payload, 'event_ids') > 0
  AND JSONExtractString(payload, 'quarantine_id') IN (
  SELECT JSONExtractString(payload, 'quarantine_id')
  FROM events_v2
  WHERE event_type = 'InputQuarantined' AND ${within}
)`
}

/** The last position recorded before the time. */
function positionBefore(warehouse: Warehouse, at: Instant): Promise<number> {
  // Instants have whole milliseconds, and so have the times of recording.
  return positionAt(warehouse, new Date(Date.parse(at) - 1).toISOString() as Instant)
}
