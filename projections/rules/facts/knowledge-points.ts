import type { Instant } from '@jianwei/events/instant.ts'
import { instantFromMs, msOfInstant } from '@jianwei/events/instant.ts'
import type { AuthoritySetting } from '#/rules/facts/authority-setting.ts'
import { instant, list, sql, timeTextSql, type Sql } from '#/sql.ts'

/**
 * Points in an order of knowing (`docs/architecture.md`). By platform, the order in which this log
 * took things: a knowledge point is a position. By source, the order in which departments could
 * have told: a knowledge point is `(reported_at, position)`.
 */
export type KnowledgePoint = PlatformPoint | SourcePoint

export interface PlatformPoint {
  readonly by: 'platform'
  readonly position: number
}

export interface SourcePoint {
  readonly by: 'source'
  readonly reported_at: Instant
  /**
   * 0 comes before everything that was reported in that millisecond: the moment at which time alone
   * got there.
   */
  readonly position: number
}

export type OrderOfKnowing = KnowledgePoint['by']

/**
 * How far the facts are known; without `until`, all that the table holds. `authorities`: all that
 * were ever set, of which those that are known decide; without them whoever spoke last does.
 */
export type Known =
  | {
      readonly by: 'platform'
      readonly until?: PlatformPoint
      readonly authorities?: readonly AuthoritySetting[]
    }
  | {
      readonly by: 'source'
      readonly authorities?: readonly AuthoritySetting[]
      readonly until?: SourcePoint
      /**
       * What the log took later is left out wherever it stands in the order: a growing log then
       * looks the same twice.
       */
      readonly taken_until_position?: number
    }

export function knowledgePointIn(
  by: OrderOfKnowing,
  event: { readonly position: number; readonly reported_at: Instant },
): KnowledgePoint {
  const { position, reported_at } = event
  return by === 'platform' ? { by, position } : { by, reported_at, position }
}

/** Negative when `a` comes first. Both knowledge points are of one order. */
export function compareKnowledgePoints(a: KnowledgePoint, b: KnowledgePoint): number {
  if (a.by === 'source' && b.by === 'source' && a.reported_at !== b.reported_at) {
    return a.reported_at < b.reported_at ? -1 : 1
  }
  return a.position - b.position
}

/** The first knowledge point at which the clock of sources is beyond a second. */
export function knowledgePointAfterSecond(second: number): SourcePoint {
  return { by: 'source', reported_at: instantFromMs((second + 1) * 1_000), position: 0 }
}

/**
 * From 1900-01-01, the earliest instant, to 1970-01-01: keeps milliseconds positive in a knowledge
 * point.
 */
const MS_BEFORE_1970 = 2_208_988_800_000

/**
 * A knowledge point as one unsigned number of which the order is the order of knowing. By source:
 * milliseconds since 1900 above 64 bits of position; sorting such numbers costs two thirds of
 * sorting pairs.
 */
export function knownAtSql(
  by: OrderOfKnowing,
  columns: { readonly reported_at: Sql; readonly position: Sql },
): Sql {
  if (by === 'platform') return columns.position
  const ms = sql`toUnixTimestamp64Milli(${columns.reported_at}) + ${MS_BEFORE_1970}`
  return sql`(bitShiftLeft(toUInt128(${ms}), 64) + ${columns.position})`
}

export function knownAtOfSecondSql(second: Sql): Sql {
  return sql`bitShiftLeft(toUInt128((${second}) * 1000 + ${MS_BEFORE_1970}), 64)`
}

/** The whole second in which a knowledge point by source lies. */
export function secondOfKnownAtSql(knownAt: Sql): Sql {
  return sql`(toInt64(intDiv(bitShiftRight(${knownAt}, 64), 1000)) - ${MS_BEFORE_1970 / 1_000})`
}

export function knownAtLiteral(knownAt: KnowledgePoint): Sql {
  const position = sql`toUInt64(${knownAt.position})`
  return knownAt.by === 'platform'
    ? position
    : knownAtSql('source', { reported_at: sql`${instant(knownAt.reported_at)}`, position })
}

/**
 * One of many knowledge points by its number, from 1. They stand as lists of numbers, each of which
 * is one element of a statement.
 */
export function knownAtsSql(
  by: OrderOfKnowing,
  points: readonly KnowledgePoint[],
  number: Sql,
): Sql {
  const positions = list(points.map(({ position }) => position))
  const position = sql`CAST([${positions}], 'Array(UInt64)')[${number}]`
  if (by === 'platform') return position
  const ms = points.map((point) =>
    point.by === 'source' ? msOfInstant(point.reported_at) + MS_BEFORE_1970 : 0,
  )
  return sql`(bitShiftLeft(toUInt128(CAST([${list(ms)}], 'Array(UInt64)')[${number}]), 64)
    + ${position})`
}

/** Later than every knowledge point: the end of what has not ended. */
export function neverSql(by: OrderOfKnowing): Sql {
  return by === 'platform' ? sql`toUInt64(18446744073709551615)` : sql`bitNot(toUInt128(0))`
}

/**
 * The columns `<name>_position` and `<name>_reported_at` (NULL by platform) of a knowledge point;
 * both NULL for `never`.
 */
export function knownAtColumnsSql(by: OrderOfKnowing, knownAt: Sql, name: Sql): Sql {
  const ended = sql`${knownAt} = ${neverSql(by)}`
  const reportedAt =
    by === 'platform'
      ? sql`CAST(NULL AS Nullable(String))`
      : sql`if(${ended}, NULL,
        ${instantTextSql(sql`toInt64(bitShiftRight(${knownAt}, 64)) - ${MS_BEFORE_1970}`)})`
  return sql`if(${ended}, NULL, toUInt64(${knownAt})) AS ${name}_position,
    ${reportedAt} AS ${name}_reported_at`
}

/**
 * The knowledge point that `knownAtColumnsSql` wrote as columns. `milliseconds` gives those since
 * 1970 of a text with an instant.
 */
export function knownAtOfColumnsSql(
  by: OrderOfKnowing,
  name: Sql,
  milliseconds: (text: Sql) => Sql,
): Sql {
  const position = sql`toUInt64(assumeNotNull(${name}_position))`
  const reportedAt = milliseconds(sql`assumeNotNull(${name}_reported_at)`)
  const knownAt =
    by === 'platform'
      ? position
      : sql`(bitShiftLeft(toUInt128(${reportedAt} + ${MS_BEFORE_1970}), 64) + ${position})`
  return sql`if(isNull(${name}_position), ${neverSql(by)}, ${knownAt})`
}

/** `YYYY-MM-DDTHH:mm:ss.sssZ` of milliseconds since 1970. */
export function instantTextSql(ms: Sql): Sql {
  return timeTextSql(sql`fromUnixTimestamp64Milli(${ms}, 'UTC')`)
}
